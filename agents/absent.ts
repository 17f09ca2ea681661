import type { AbsentNames } from '../src/registry.ts';

/** Agents of other tools that people ask for. */
export const absentAgents: readonly AbsentNames[] = [
  { names: /^(vpg|pg|policy-?gradient)$/i, instead: 'plain policy gradients are reinforce' },
  {
    names: /^(dqn|ddqn|c51|qr-?dqn|rainbow|apex|sac|td3|ddpg|tqc|cross-?q|redq|impala|appo|her)$/i,
    instead: 'agents here learn on policy, without a replay buffer',
  },
  { names: /^(a2c|a3c|ppg|recurrent-?ppo|maskable-?ppo|mappo)$/i, instead: 'ppo is the nearest' },
];
