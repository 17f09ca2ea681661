import { expect, test } from 'vitest';
import type { MeasuredStudy, StudyPoint } from '../../src/studies/index.ts';
import { svenCritic } from '../../src/studies/sven-critic.ts';
import * as tf from '../../src/tensors/tf.ts';

const study = svenCritic as MeasuredStudy;
const small = { copies: 2, steps: 32, minibatch: 16, passes: 3, width: 8, adam_rates: [0.01] };
const settings = study.settings.parse(small);
const expected = study.expected.parse({ sven: 0.16, adam: 0.33 });

async function measured(series: string, seed: number): Promise<StudyPoint[]> {
  const points = await study.measure({ series, seed, settings, signal: new AbortController().signal });
  return points.map((point) => ({ ...point, series, seed }));
}

test('every optimizer begins with the same critic, errors are in variances of the returns, and come again', async () => {
  const [sven, adam] = [await measured('SVEN, lr 0.1', 1), await measured('ADAM, lr 0.01', 1)];
  expect(sven.map(({ x }) => x)).toEqual([0, 4, 8, 12]);
  expect(adam[0]!.y).toBeCloseTo(sven[0]!.y, 5);
  // An untrained critic says little of states: about as much as the mean does.
  expect(sven[0]!.y).toBeGreaterThan(0.5);
  expect(sven[0]!.y).toBeLessThan(3);
  for (const points of [sven, adam]) expect(points.at(-1)!.y).toBeLessThan(points[0]!.y);
  expect(await measured('SVEN, lr 0.1', 1)).toEqual(sven);
  expect((await measured('SVEN, lr 0.1', 2))[0]!.y).not.toBe(sven[0]!.y);
});

test('nothing is left on the device, also where it is stopped', async () => {
  await measured('SVEN, lr 0.1', 1);
  const before = tf.memory().numTensors;
  await measured('SVEN, lr 1', 1);
  const stopped = study.measure({ series: 'SVEN, lr 1', seed: 1, settings, signal: AbortSignal.abort() });
  await expect(Promise.resolve(stopped)).rejects.toThrow('aborted');
  expect(tf.memory().numTensors).toBe(before);
});

test('the judgement compares with the best rate of ADAM, and looks whether a large one diverges', () => {
  const rates = study.settings.parse({ ...small, adam_rates: [0.01, 0.1] });
  const verdict = (sven: number, steep: number[], adam: number[]) => {
    const at = (series: string, seed: number, y: number) => ({ series, seed, x: 12, y });
    const points = [1, 2, 3].flatMap((seed) => [
      at('SVEN, lr 0.1', seed, sven),
      at('SVEN, lr 1', seed, steep[seed - 1]!),
      ...[0.01, 0.1].map((rate, i) => at(`ADAM, lr ${rate}`, seed, adam[i]!)),
    ]);
    return study.judge(points, rates, expected);
  };
  const lost = [Number.NaN, 7, 0.5];
  expect(verdict(0.2, lost, [0.4, 0.3]).verdict).toBe('holds');
  expect(verdict(0.35, lost, [0.4, 0.3]).verdict).toBe('does not hold');
  expect(verdict(0.2, [0.5, 0.5, 7], [0.4, 0.3]).verdict).toBe('does not hold');
  // A rate at which ADAM diverges is not its best one.
  expect(verdict(0.35, lost, [0.4, Number.NaN]).beside[1]!.here).toBe('0.4');
  expect(study.judge([], rates, expected).verdict).toBe('cannot be said');
});

test('minibatches divide the roll-out', () => {
  expect(study.settings.safeParse({ ...small, minibatch: 48 }).error?.issues[0]?.message).toBe(
    'must divide copies × steps',
  );
});
