import { parseCall } from '../../call-expression.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';

/** A few members that learn a little: enough to see that a backend computes, too little to say what it is good for. */
export const smokeTest: PopulationPlan = {
  env: 'cartpole',
  agent: parseCall('ppo(num_envs=4,num_steps=16,num_minibatches=1,update_epochs=1)'),
  network: parseCall('mlp(sizes=[64,64])'),
  members: [1, 2, 3, 4].map((seed) => ({ seed, optimizer: parseCall('ADAM(lr=0.00025)') })),
  totalTimesteps: 64,
  evaluation: { count: 0, episodes: 1 },
};
