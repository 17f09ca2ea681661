import { expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { advance, memberValues, populate, randomMember, start } from './trial.ts';

test('centred RMSPROP stays finite where the variance of the gradient is rounding alone', () => {
  const constant = randomMember({ p: [10, 10] }, 1);
  const optimizer = makeOptimizer('RMSPROP(centered=true,alpha=0.5)');
  let trial = start(optimizer, [constant]);
  for (let step = 1; step <= 100; step++) trial = advance(optimizer, trial, populate([constant]), { step });
  expect(memberValues(trial.params, 0).flat().every(Number.isFinite)).toBe(true);
});
