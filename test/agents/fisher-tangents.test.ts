import { expect, test } from 'vitest';
import { type ActionDistribution, actionDistribution } from '../../agents/distributions/index.ts';
import type { NetworkParams } from '../../agents/index.ts';
import { derivativeForward } from '../../agents/networks/tangents.ts';
import { derivativeAlong } from '../../src/tensors/derivatives.ts';
import * as tf from '../../src/tensors/tf.ts';

const box = { kind: 'box', low: [-1, -1], high: [1, 1] } as const;
const logStdInit = { logStdInit: 0 };
const distributions: [string, ActionDistribution][] = [
  ['categorical', actionDistribution({ kind: 'discrete', n: 2 }, logStdInit)],
  ['Gaussian', actionDistribution(box, logStdInit)],
];

/** Two members, three rows; the outputs are parameters themselves, beside two numbers for the distribution to learn. */
const named = (vector: tf.Tensor): NetworkParams => {
  const [outputs, learned] = tf.split(vector, [6, 2], 2);
  return { outputs: tf.reshape(outputs!, [2, 3, 2]), 'actor.log_std': learned! };
};

test.each(distributions)('%s policies hand derivatives on to their coordinates', async (_, distribution) => {
  const [at, along] = [tf.randomNormal([2, 1, 8], 0, 1), tf.randomNormal([2, 1, 8], 0, 1)];
  const coordinates = (params: NetworkParams) => distribution.fisher!(params.outputs!, params).coordinates;
  const params = named(at);
  const forward = derivativeForward(params, named(along), () => coordinates(params));
  const back = derivativeAlong((vector) => coordinates(named(vector)), at, along);
  expect(forward?.shape).toEqual(back.shape);
  const [given, wanted] = [await forward!.data(), await back.data()];
  wanted.forEach((value, i) => {
    expect(given[i]).toBeCloseTo(value, 5);
  });
});
