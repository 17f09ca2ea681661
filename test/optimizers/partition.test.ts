import { expect, test } from 'vitest';
import { chain, makeOptimizer, type Params, parameterRoles, partition } from '../../src/optimizers/index.ts';
import type { NamedShape } from '../../src/tensors/parameter-layout.ts';
import * as tf from '../../src/tensors/tf.ts';
import { mapTree } from '../../src/tensors/tree.ts';
import { advance, memberValues, populate, randomMember, start } from './trial.ts';

const shapes = {
  'actor.0.kernel': [3, 4],
  'actor.0.bias': [1, 4],
  'actor.head.kernel': [4, 2],
  'actor.head.bias': [1, 2],
} as const;

const split = () =>
  partition(
    { slow: makeOptimizer('ADAM(lr=0.001)'), fast: makeOptimizer('SGD(lr=1,momentum=0.5)') },
    (parameters) => {
      const roles = parameterRoles(parameters);
      return Object.fromEntries(
        parameters.map(({ name }) => [name, roles[name] === 'vector' ? 'slow' : 'fast']),
      );
    },
  );

test('Each rule of a partition does to its own parameters what it would do alone', () => {
  const after = (optimizer: ReturnType<typeof makeOptimizer>) =>
    [3, 4].reduce(
      (trial, seed, step) =>
        advance(optimizer, trial, populate([randomMember(shapes, seed)]), { step: step + 1 }),
      start(optimizer, [randomMember(shapes, 1)]),
    );
  const [both, slow, fast] = [
    split(),
    makeOptimizer('ADAM(lr=0.001)'),
    makeOptimizer('SGD(lr=1,momentum=0.5)'),
  ].map((optimizer) => memberValues(after(optimizer).params, 0));
  expect(both).toEqual([fast![0], slow![1], fast![2], slow![3]]);
});

test('A partition says what goes where, through a chain too', () => {
  const parameters = Object.entries(shapes).map(([name, shape]) => ({ name, shape }));
  expect(Object.values(chain(split()).routes!(parameters))).toEqual(['fast', 'slow', 'fast', 'slow']);
});

test('A rule that has no parameters costs nothing', () => {
  const { state } = start(split(), [randomMember({ 'actor.0.bias': [1, 2] }, 1)]);
  expect(Object.keys(state)).toEqual(['slow']);
});

test('A rule of a partition that asks for a gradient elsewhere moves its own parameters there and no others', () => {
  const asked: Params[] = [];
  const gradientAt = (at: Params): Params => {
    asked.push(at);
    return mapTree((param) => tf.mul(param, 2), at);
  };
  const isVector = ({ name }: NamedShape) => name.endsWith('.bias');
  const rule = partition(
    { climbing: makeOptimizer('SAM(ADAM(lr=0.1),rho=0.5)'), plain: makeOptimizer('SGD(lr=1)') },
    (parameters) =>
      Object.fromEntries(parameters.map((each) => [each.name, isVector(each) ? 'plain' : 'climbing'])),
  );
  const [params, gradients] = [populate([randomMember(shapes, 1)]), populate([randomMember(shapes, 2)])];
  rule.update(gradients, rule.init(params), params, { step: 1, gradientAt });
  expect(asked).toHaveLength(1);
  expect(Object.keys(asked[0]!)).toEqual(Object.keys(params));
  const [before, there] = [memberValues(params, 0), memberValues(asked[0]!, 0)];
  expect([there[1], there[3]]).toEqual([before[1], before[3]]);
  expect(there[0]).not.toEqual(before[0]);
  expect(there[2]).not.toEqual(before[2]);
});
