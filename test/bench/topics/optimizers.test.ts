import { expect, test } from 'vitest';
import { optimizerTopic, optimizerUpdate } from '../../../src/bench/topics/optimizers.ts';
import { optimizers } from '../../../src/optimizers/index.ts';
import { table } from '../../../src/report/table.ts';
import * as tf from '../../../src/tensors/tf.ts';

/** As if every case had been measured, each taking a microsecond more than the one before. */
function madeUp() {
  return optimizerTopic
    .cases(false)
    .map((given, index) => ({ case: given, by: { simd: { cpuSeconds: (index + 1) * 1e-6 } } }));
}

test('There is a row for every optimizer, with its time in terms of SGD and its memory', () => {
  const rows = optimizerTopic.rows(madeUp());
  expect(rows).toHaveLength(optimizers.entries().length);
  expect(rows[0]).toMatchObject({ optimizer: 'SGD', timesSgd: { 1: 1, 8: 1 }, state: { perMember: 0 } });
  const adam = rows.find(({ optimizer }) => optimizer === 'ADAM')!;
  expect(adam.state).toEqual({ perMember: 2 * 9155, perParameter: 2 });
  expect(adam.timesSgd[8]).toBeCloseTo(adam.cpuSeconds[8]! / rows[0]!.cpuSeconds[8]!, 12);
});

test('The table and its notes fit 80 columns', () => {
  const rows = optimizerTopic.rows(madeUp());
  const lines = [optimizerTopic.title, ...table(optimizerTopic.columns, rows).split('\n')];
  for (const line of [...lines, ...optimizerTopic.notes()]) expect(line.length, line).toBeLessThanOrEqual(80);
});

test.each(['ADAM', 'MILO', 'CLIP(NOVOGRAD,per=layer)'])(
  'Updates of %s can be made over and over; nothing is left behind',
  (optimizer) => {
    const { work } = optimizerUpdate({ optimizer, members: 2 });
    work();
    const held = tf.memory().numTensors;
    for (let update = 0; update < 5; update++) expect(work()).toBe(1);
    expect(tf.memory().numTensors).toBe(held);
  },
);
