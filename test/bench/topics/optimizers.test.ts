import { expect, test } from 'vitest';
import { backends, type Measured } from '../../../src/bench/topic.ts';
import { optimizerTopic, optimizerUpdate } from '../../../src/bench/topics/optimizers.ts';
import { UsageError } from '../../../src/errors.ts';
import { optimizers } from '../../../src/optimizers/index.ts';
import * as tf from '../../../src/tensors/tf.ts';

/** As if every case had been measured, each taking a microsecond more than the one before. */
function madeUp(): Measured<unknown>[] {
  return optimizerTopic.cases({ quick: false }).map((given, index) => {
    const seconds = (index + 1) * 1e-6;
    const measurement = { cpuSeconds: seconds, wallSeconds: seconds, facts: {} };
    const by = Object.fromEntries(backends.map((name) => [name, measurement]));
    return { case: given, by: by as Measured<unknown>['by'] };
  });
}

test('There is a row for every optimizer that needs no file, with its time in terms of SGD and its memory', () => {
  const rows = optimizerTopic.rows(madeUp()) as {
    optimizer: string;
    state: object;
    timesSgd: Record<string, number>;
    cpuSeconds: Record<string, number>;
  }[];
  expect(rows).toHaveLength(optimizers.entries().filter(({ pin }) => pin === undefined).length);
  expect(rows[0]).toMatchObject({ optimizer: 'SGD', timesSgd: { 1: 1, 8: 1 }, state: { perMember: 0 } });
  const adam = rows.find(({ optimizer }) => optimizer === 'ADAM')!;
  expect(adam.state).toEqual({ perMember: 2 * 9155, perParameter: 2 });
  expect(adam.timesSgd[8]).toBeCloseTo(adam.cpuSeconds[8]! / rows[0]!.cpuSeconds[8]!, 12);
});

test.each([
  'ADAM',
  'ADAN',
  'MILO',
  'CLIP(NOVOGRAD,per=layer)',
  'MOMO',
  'SOPHIA',
  'OBGD',
  'CLIP(ADAPTIVE_OBGD)',
])('Updates of %s can be made over and over; nothing is left behind', (optimizer) => {
  const { work } = optimizerUpdate({ optimizer, members: 2 });
  work();
  const held = tf.memory().numTensors;
  for (let update = 0; update < 5; update++) expect(work()).toBe(1);
  expect(tf.memory().numTensors).toBe(held);
});

test('It is narrowed to the optimizers that are asked for, SGD beside them', () => {
  const cases = optimizerTopic.cases({ quick: true, optimizers: ['adam', 'MUON', 'SGD', 'ADAM'] });
  expect(cases).toEqual(['SGD', 'ADAM', 'MUON'].map((optimizer) => ({ optimizer, members: 1 })));
  expect(() => optimizerTopic.cases({ quick: true, optimizers: ['ADAMM'] })).toThrow(UsageError);
});
