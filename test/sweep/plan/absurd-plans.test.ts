import { expect, test } from 'vitest';
import { parseCall } from '../../../src/call-expression.ts';
import { planSweep } from '../../../src/sweep/plan/plan.ts';
import type { Study } from '../../../src/sweep/study/study.ts';

const nested = (levels: number) => `${'CLIP('.repeat(levels)}ADAM${')'.repeat(levels)}`;

test.each<[string, Partial<Study>, RegExp]>([
  ['runs', { seeds: 1e9 }, /= 1000000000 runs, and at most 1000000 are planned$/],
  ['epochs', { agents: ['ppo(update_epochs=1e15)'] }, /update_epochs must be integer \(0 < x ≤ 10000\)/],
  ['iterations', { optimizers: ['MUON(ns_steps=1000000)'] }, /ns_steps must be integer \(1 ≤ x ≤ 100\)/],
  ['agents', { env: 'point-nav-team(agents=1000000)' }, /agents must be integer \(0 < x ≤ 1000\)/],
  [
    'layers',
    { network: `mlp(sizes=[${Array(3000).fill(1).join()}])` },
    /sizes must be a list of at most 200 values, given 3000$/,
  ],
  ['blocks', { network: 'milo-residual(blocks=1e9)' }, /blocks must be integer \(0 ≤ x ≤ 100\)/],
  ['wrappers', { optimizers: [nested(3000)] }, /nested more than 100 levels deep; at most 100 are read$/],
  ['a learning rate', { optimizers: ['ADAM(lr=inf)'] }, /lr must be number \(≥ 0\), given inf/],
])('absurdly many %s are refused with the bound', (_, wrong, message) => {
  const plan = () => planSweep({ title: '', env: 'cartpole', optimizers: ['SGD'], ...wrong } as Study);
  expect(plan).toThrow(message);
  expect(plan).toThrow(/^.{1,500}$/);
});

test('What is nested is read up to the bound', () => {
  expect(parseCall(nested(100)).name).toBe('CLIP');
});
