import { describe, expect, test } from 'vitest';
import { makeOptimizer, optimizers, partition, stateMemory } from '../../src/optimizers/index.ts';
import { leaves } from '../../src/tensors/tree.ts';
import { evaluationParams } from './golden-suite.ts';
import { descend } from './quadratic.ts';
import { advance, memberValues, populate, randomMember, start } from './trial.ts';

const shapes = { 'a.kernel': [3, 2], 'a.bias': [1, 2] } as const;
const parameters = Object.entries(shapes).map(([name, shape]) => ({ name, shape }));
const initial = randomMember(shapes, 1);

describe.each(['SAM', 'ASAM', 'PERPGRAD', 'CAUTIOUS', 'HYPER', 'EMA', 'POLYAK', 'LOOKAHEAD'])(
  '%s',
  (name) => {
    test('says what treats each parameter of what it wraps', () => {
      const routes = { 'a.kernel': 'one', 'a.bias': 'two' };
      const split = partition({ one: makeOptimizer('SGD'), two: makeOptimizer('ADAM') }, () => routes);
      const { create, settings } = optimizers.get(name);
      expect(create([settings.parse({})], split, [0.1], () => split).routes!(parameters)).toEqual(routes);
    });

    test('takes one vector for all parameters only where what it wraps does', () => {
      const perTensor = ['PERPGRAD', 'CAUTIOUS'].includes(name);
      expect(makeOptimizer(`${name}(ADAM)`).elementwise).toBe(!perTensor);
      expect(makeOptimizer(`${name}(MILO)`).elementwise).toBe(false);
    });
  },
);

test.each(['SAM', 'PERPGRAD', 'CAUTIOUS', 'HYPER', 'LOOKAHEAD'])(
  '%s evaluates what the average inside of it evaluates',
  (name) => {
    const optimizer = makeOptimizer(`${name}(POLYAK(SGD(lr=0.1)))`);
    const gradientAt = () => populate([randomMember(shapes, 2)]);
    const trial = [1, 2].reduce(
      (before, step) => advance(optimizer, before, gradientAt(), { step, gradientAt }),
      start(optimizer, [initial]),
    );
    const [trained, evaluated] = [trial.params, evaluationParams(optimizer, trial)];
    expect(Object.keys(evaluated)).toEqual(Object.keys(trained));
    expect(memberValues(evaluated, 0)).not.toEqual(memberValues(trained, 0));
  },
);

test('Wrappers wrap wrappers', () => {
  const spec = 'EMA(HYPER(CAUTIOUS(SAM(ASAM(ADAM(lr=0.01))))),decay=0.5)';
  const trial = descend(spec, [initial], 100);
  const judged = memberValues(evaluationParams(makeOptimizer(spec), trial), 0).flat();
  const before = memberValues(start(makeOptimizer('SGD'), [initial]).params, 0).flat();
  expect(Math.hypot(...judged)).toBeLessThan(0.3 * Math.hypot(...before));
  expect(leaves(trial.state).reduce((sum, leaf) => sum + leaf.size, 0)).toBe(stateMemory(spec, parameters));
});
