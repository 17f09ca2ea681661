import { expect, test } from 'vitest';
import { chain, makeOptimizer, parameterRoles, partition } from '../../src/optimizers/index.ts';
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
