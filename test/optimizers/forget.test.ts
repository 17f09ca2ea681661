import { describe, expect, test } from 'vitest';
import { makeOptimizer, type Optimizer, optimizers, type Params } from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { leaves, mapTree, type TensorTree, tidyTree } from '../../src/tensors/tree.ts';
import { exampleOf } from './examples.ts';
import { isRefused } from './refused-on-webgpu.ts';
import { advance, populate, randomMember, start, type Trial } from './trial.ts';
import { variants } from './variants.ts';

const layer: Record<string, readonly [number, number]> = {
  'actor.0.kernel': [3, 4],
  'actor.0.bias': [1, 4],
  'actor.1.kernel': [4, 4],
  'actor.1.bias': [1, 4],
  'actor.head.kernel': [4, 2],
  'actor.head.bias': [1, 2],
};

/** Those that can forget, by themselves and as options and wrappers lead through other code. */
const forgetful = [...optimizers.entries().map(exampleOf), ...variants].filter(
  (spec) => !isRefused(spec) && makeOptimizer(spec).forget !== undefined,
);

const members = (seed: number) => [randomMember(layer, seed), randomMember(layer, seed + 10)];
const params = populate(members(1));

/** Where a rule has got after some steps on gradients that are given. */
function trained(optimizer: Optimizer, steps: readonly number[], from?: Trial): Trial {
  return steps.reduce(
    (trial, step) => advance(optimizer, trial, populate(members(2 + step)), { step, gradientAt: (at) => at }),
    from ?? start(optimizer, members(1)),
  );
}

const numbersOf = (tree: TensorTree): number[] => leaves(tree).flatMap((leaf) => [...leaf.dataSync()]);

test('rules whose memories have the shapes of the parameters can forget', () => {
  const names = forgetful.map((spec) => spec.replace(/\(.*/s, ''));
  for (const name of [
    'ADAM',
    'YOGI',
    'MUON',
    'ADABELIEF',
    'DIFFGRAD',
    'MARS',
    'LAPROP',
    'SOPHIA',
    'ADEMAMIX',
  ]) {
    expect(names).toContain(name);
  }
  // Norms of tensors, factors of kernels, networks: what they remember of one number is not apart from that of others.
  for (const name of ['NOVOGRAD', 'ADAFACTOR', 'SHAMPOO', 'KFAC', 'NORMUON', 'ADOPT']) {
    expect(names).not.toContain(name);
  }
});

describe.each(forgetful)('%s', (spec) => {
  const optimizer = makeOptimizer(spec);
  const keeping = (kept: Params, trial: Trial) => tidyTree(() => optimizer.forget!(trial.state, kept));
  const all = (value: number) => mapTree((param) => tf.fill(param.shape, value), params);

  test('remembers what it is to keep, number by number, and goes on without the rest', () => {
    const trial = trained(optimizer, [1, 2, 3]);
    const before = numbersOf(trial.state);
    expect(numbersOf(keeping(all(1), trial))).toEqual(before);
    const nothing = numbersOf(keeping(all(0), trial));
    const firstUnit = (inputs: number) => tf.tile(tf.tensor([0, 1, 1, 1], [1, 1, 4]), [2, inputs, 1]);
    const one = { ...all(1), 'actor.1.kernel': firstUnit(4), 'actor.1.bias': firstUnit(1) };
    const some = numbersOf(keeping(one, trial));
    expect(some).toHaveLength(before.length);
    for (const [at, number] of some.entries()) expect([before[at], nothing[at]]).toContain(number);
    // Of each memory of kernels four numbers of two members, of vectors one, where it was not 0 before.
    const gone = some.filter((number, at) => number !== before[at]).length;
    expect(gone % 2).toBe(0);
    expect(gone > 0).toBe(nothing.some((number, at) => number !== before[at]));
    const further = trained(optimizer, [4, 5], { params: trial.params, state: keeping(all(0), trial) });
    // Steps of a beginning, not of a division by nothing.
    for (const number of numbersOf(further.params)) expect(Math.abs(number)).toBeLessThan(100);
  });
});
