import { agents } from '../../agents/index.ts';

/** Settings that make roll-outs and updates of agents short. */
const settings: Readonly<Record<string, string>> = {
  ppo: 'num_envs=2,num_steps=16,num_minibatches=2,update_epochs=2',
  reinforce: 'num_envs=2',
  'stream-ac': 'norm_obs=true',
  trpo: 'num_envs=2,num_steps=16,critic_epochs=2,cg_iterations=3',
  'policy-search': 'episodes_per_candidate=1',
  npg: 'num_envs=2,num_steps=16,critic_epochs=2,cg_iterations=3',
};

/** A registered agent, small enough for the plain `cpu` backend; what is not named above compares groups. */
export function smallAgent(name: string): string {
  return `${name}(${settings[name] ?? 'num_groups=2,group_size=2,num_minibatches=1,update_epochs=1'})`;
}

/** What a small agent of that name can learn by. */
export function smallOptimizer(name: string): string {
  return agents.get(name).searches ? 'CEM(population=4,elites=2)' : 'MILO';
}
