import { expect, test } from 'vitest';
import { parseCall } from '../../../src/call-expression.ts';
import { assemble } from '../../../src/workloads/assemble.ts';
import { controlParts } from '../../../src/workloads/control/control-parts.ts';
import { recordsOf, smallPlan } from '../../training/small-plan.ts';

const losses = {
  policy_loss: 'policyLoss',
  value_loss: 'valueLoss',
  entropy: 'entropy',
  approx_kl: 'approxKl',
  clip_fraction: 'clipFraction',
  explained_variance: 'explainedVariance',
} as const;

test.each([
  'ppo(num_envs=2,num_steps=16)',
  'reinforce(num_envs=2)',
  'reinforce(num_envs=2,baseline=true)',
  'reinforce(num_envs=1,surrogate=milo)',
  'grpo(num_groups=2,group_size=2,kl_coef=0.1)',
  'rloo(num_groups=2,group_size=2)',
])('%s measures what it says that controllers can look at', async (agent) => {
  const plan = smallPlan({ env: 'point-nav(max_episode_steps=10)', agent, totalTimesteps: 64 });
  const records = await recordsOf(plan);
  const [update] = records.flatMap((record) => (record.kind === 'update' ? [record] : []));
  const measured = Object.entries(losses).filter(([, field]) => update![field] !== null);
  const { measures } = controlParts(plan);
  expect(measures.filter((name) => name in losses)).toEqual(measured.map(([name]) => name));
  expect(measures).toContain('evaluation_success');
});

test.each([
  [
    'reinforce(num_envs=2)',
    'kl_adaptive',
    'controller "kl_adaptive" looks at approx_kl, which reinforce does not measure here; it measures policy_loss, entropy, grad_norm,',
  ],
  [
    'reinforce(num_envs=2)',
    'plateau(quantity=value_loss)',
    'controller "plateau" looks at value_loss, which',
  ],
  [
    'ppo',
    'plateau(quantity=evaluation_success)',
    'controller "plateau" looks at evaluation_success, which ppo',
  ],
])('%s is not trained with %s, which would wait for it in vain', (agent, controller, message) => {
  const small = smallPlan({ env: 'pendulum', agent, totalTimesteps: 4096 });
  const plan = { ...small, controllers: [parseCall(controller)] };
  expect(() => assemble(plan)).toThrow(message);
});

test('A supervised task is not trained with a controller of the KL divergence', () => {
  const plan = smallPlan({ env: 'digits', agent: 'supervised', totalTimesteps: 4096 });
  expect(() => assemble({ ...plan, controllers: [parseCall('kl_adaptive')] })).toThrow(
    'controller "kl_adaptive" looks at approx_kl, which supervised does not measure here; it measures policy_loss, grad_norm,',
  );
  expect(() => assemble({ ...plan, controllers: [parseCall('plateau')] })).not.toThrow();
});
