import type { Collection } from './agent.ts';

/** Settings of agents that learn from roll-outs of so many steps, as they are called on the command line. */
export interface RolloutSettings {
  readonly num_envs: number;
  readonly num_steps: number;
  readonly gamma: number;
  readonly norm_obs: boolean;
  readonly norm_reward: boolean;
  readonly clip_actions: boolean;
}

/** Roll-outs of so many steps from every copy, each of which begins for itself. */
export function stepRollouts(settings: RolloutSettings): Collection {
  return {
    kind: 'steps',
    numEnvs: settings.num_envs,
    numSteps: settings.num_steps,
    groupSize: 1,
    horizon: null,
    clipActions: settings.clip_actions,
    normObs: settings.norm_obs,
    normReward: settings.norm_reward,
    gamma: settings.gamma,
  };
}
