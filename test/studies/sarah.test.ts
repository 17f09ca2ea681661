import { expect, test } from 'vitest';
import type { MeasuredStudy, StudyPoint } from '../../src/studies/index.ts';
import { sarahStudy } from '../../src/studies/sarah.ts';
import * as tf from '../../src/tensors/tf.ts';

const study = sarahStudy as MeasuredStudy;
const small = { copies: 2, steps: 24, width: 4, minibatch: 6, passes: 1, plain_minibatch: 24, rates: [0.01] };
const settings = study.settings.parse(small);
const { signal } = new AbortController();

test('SARAH begins with the gradient of the whole, minibatches do not, and as many steps are measured of both', async () => {
  const measured = async (series: string) => study.measure({ series, seed: 1, settings, signal });
  const sarah = await measured('SARAH, lr 0.01');
  const before = tf.memory().numTensors;
  const plain = await measured('minibatches, lr 0.01');
  expect(tf.memory().numTensors).toBe(before);
  expect(sarah.map(({ x }) => x)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(plain.map(({ x }) => x)).toEqual(sarah.map(({ x }) => x));
  expect(sarah[0]!.y).toBeLessThan(1e-10);
  expect(plain[0]!.y).toBeGreaterThan(1e-4);
  // Steps this small change gradients little, so the estimate stays near.
  expect(sarah[1]!.y).toBeLessThan(plain[1]!.y);
  expect(await measured('SARAH, lr 0.01')).toEqual(sarah);
  await expect(
    Promise.resolve(
      study.measure({ series: 'SARAH, lr 0.01', seed: 1, settings, signal: AbortSignal.abort() }),
    ),
  ).rejects.toThrow('aborted');
  expect(tf.memory().numTensors).toBe(before);
});

test('the claim holds where SARAH is nearer at all rates, its first step aside', () => {
  const rates = study.settings.parse({ ...small, rates: [0.01, 0.1] });
  const expected = study.expected.parse({});
  const verdict = (sarah: number, plain: number) => {
    const at = (series: string, x: number, y: number): StudyPoint => ({ series, seed: 1, x, y });
    const points = [0.01, 0.1].flatMap((rate) => [
      at(`SARAH, lr ${rate}`, 1, 0),
      ...[2, 3].map((x) => at(`SARAH, lr ${rate}`, x, rate === 0.1 ? sarah : 0.1)),
      ...[1, 2, 3].map((x) => at(`minibatches, lr ${rate}`, x, plain)),
    ]);
    return study.judge(points, rates, expected);
  };
  expect(verdict(0.3, 0.5).verdict).toBe('holds');
  expect(verdict(0.3, 0.5).sentences[0]).toContain(
    'is 0.1 and 0.3 with SARAH and 0.5 and 0.5 with minibatches',
  );
  expect(verdict(0.7, 0.5).verdict).toBe('does not hold');
  expect(verdict(0.7, 0.5).sentences[1]).toContain('nearer at 1 of 2 rates');
  expect(verdict(Number.NaN, 0.5).verdict).toBe('does not hold');
  expect(study.judge([], rates, expected).verdict).toBe('cannot be said');
});

test.each([
  [{ minibatch: 5 }, 'must divide copies × steps, as plain_minibatch must'],
  [{ plain_minibatch: 16 }, 'must be so large that its steps cost no less than those of SARAH'],
])('settings that do not fit are refused: %o', (changes, message) => {
  expect(study.settings.safeParse({ ...small, ...changes }).error?.issues[0]?.message).toBe(message);
});
