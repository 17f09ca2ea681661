import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { populate, randomMember } from '../optimizers/trial.ts';
import { recordsOf, recordsOfMember, smallPlan } from './small-plan.ts';

test('Events perturb every seed by parameters of its own, and by the same whatever company it trains in', async () => {
  const records = (seeds: readonly number[], settings: string) =>
    recordsOf(smallPlan({ seeds, optimizers: [`SHRINK_PERTURB(${settings})`] }));
  const together = await records([1, 2], 'event_every=3,lr=0.01');
  const alone = await records([2], 'event_every=3,lr=0.01');
  expect(recordsOfMember(together, 1)).toEqual(alone);
  expect(await records([2], 'lr=0.01')).not.toEqual(alone);
});

test('Events are refused in one line where nobody draws parameters', () => {
  const rule = makeOptimizer('SHRINK_PERTURB(event_every=2)');
  const params = populate([randomMember({ 'a.kernel': [2, 2] }, 1)]);
  const state = rule.init(params);
  expect(() => rule.update(params, state, params, { step: 1 })).not.toThrow();
  expect(() => rule.update(params, state, params, { step: 2 })).toThrow(UsageError);
});
