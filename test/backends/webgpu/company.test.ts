import { expect, test } from 'vitest';
import { recordsOf, recordsOfMember, smallPlan } from '../../training/small-plan.ts';

const broken = 1e30;

/** Two hidden layers, of which neither is a whole number of tiles, and a member that diverges beside the others. */
const planOf = (optimizer: string, seeds: readonly number[]) => {
  const plan = smallPlan({
    env: 'cartpole(max_episode_steps=12)',
    agent: 'ppo(num_envs=2,num_steps=8,num_minibatches=1,update_epochs=2)',
    network: 'mlp(sizes=[8,12])',
    totalTimesteps: 32,
    evaluations: 1,
    seeds,
  });
  const member = smallPlan({ optimizers: [`${optimizer}(lr=0.003)`] }).members[0]!.optimizer;
  const diverging = smallPlan({ optimizers: [`${optimizer}(lr=${broken})`] }).members[0]!.optimizer;
  return {
    ...plan,
    members: seeds.map((seed) => ({ seed, optimizer: seed === 2 ? diverging : member })),
  };
};

test.each(['ADAM', 'MUON', 'SOAP'])(
  'With %s, a member computes the same bits on webgpu alone, after one that diverges, and among many before one',
  async (optimizer) => {
    const alone = await recordsOf(planOf(optimizer, [5]));
    for (const seeds of [
      [2, 5],
      [1, 3, 4, 6, 7, 8, 5, 2],
    ]) {
      const together = await recordsOf(planOf(optimizer, seeds));
      expect(recordsOfMember(together, seeds.indexOf(5))).toEqual(alone);
    }
  },
);
