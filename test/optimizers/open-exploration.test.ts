import { expect, test } from 'vitest';
import { parseCall } from '../../src/call-expression.ts';
import { makeOptimizer, normalNumbers, optimizers, type Params } from '../../src/optimizers/index.ts';
import { RandomStream } from '../../src/random.ts';
import * as tf from '../../src/tensors/tf.ts';
import { exampleOf } from './examples.ts';

const shapes = { 'actor.0.kernel': [3, 4], 'actor.0.bias': [1, 4], 'critic.0.kernel': [3, 2] } as const;

/** The first step of OPEN from zero, with gradients of ones; all numbers of a tensor are alike to its network. */
function stepsOf(exploration: boolean, seed = 1): Record<string, number[]> {
  const call = parseCall(exampleOf(optimizers.get('OPEN')));
  const rule = makeOptimizer([{ ...call, settings: { ...call.settings, exploration } }]);
  const params: Params = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, tf.zeros([1, ...shape])]),
  );
  const gradients = Object.fromEntries(
    Object.entries(params).map(([name, param]) => [name, tf.onesLike(param)]),
  );
  const { updates } = rule.update(gradients, rule.init(params), params, contextOf(seed));
  return Object.fromEntries(Object.entries(updates).map(([name, update]) => [name, [...update.dataSync()]]));
}

const contextOf = (seed: number) => ({
  ...{ step: 1, progress: 0, learningRateScale: 1, stepInRollout: 1 },
  randomStream: (_member: number, ...purpose: readonly (string | number)[]) =>
    RandomStream.of(seed, ...purpose),
});

test('OPEN explores by steps of the actor, of which only the mean reaches the critic', () => {
  const [plain, noisy] = [stepsOf(false), stepsOf(true)];
  const differences = Object.fromEntries(
    Object.entries(noisy).map(([name, own]) => [
      name,
      own.map((value, index) => value - plain[name]![index]!),
    ]),
  );
  const all = Object.values(differences).flat();
  const shift = differences['critic.0.kernel']![0]!;
  expect(Math.abs(shift)).toBeGreaterThan(0);
  for (const value of differences['critic.0.kernel']!) expect(value).toBeCloseTo(shift, 9);
  expect(all.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0, 7);
  // The standard deviation is the network's third output, which is the same all over this tensor.
  const drawn = normalNumbers(contextOf(1), tf.zeros([1, 3, 4]), 'actor.0.kernel').dataSync();
  const deviations = differences['actor.0.kernel']!.map((value, index) => (shift - value) / drawn[index]!);
  for (const value of deviations) expect(value / deviations[0]!).toBeCloseTo(1, 2);
});

test('what OPEN explores is named by the seed, and nothing is drawn with exploration=false', () => {
  expect(stepsOf(true)).toEqual(stepsOf(true));
  expect(stepsOf(true, 2)).not.toEqual(stepsOf(true, 1));
  expect(stepsOf(false, 2)).toEqual(stepsOf(false, 1));
});
