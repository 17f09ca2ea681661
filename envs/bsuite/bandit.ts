import { z } from 'zod';
import { RandomStream } from '../../src/random.ts';
import { banditDrawing } from '../drawings/bandit.ts';
import { defineEnv } from '../env-entry.ts';

const settings = z.object({
  arms: z.int().min(2).max(1000).default(11).describe('arms, rewarded by evenly spaced numbers from 0 to 1'),
  scale: z.number().positive().default(1).describe('what every reward is multiplied with'),
  mapping_seed: z.int().min(0).default(0).describe('which arm is rewarded by which number'),
  max_episode_steps: z
    .int()
    .positive()
    .default(1)
    .describe('steps after which an episode is truncated: it takes one'),
});

/** Which place among the rewards each arm has, 0 for the lowest. */
function orderOf(arms: number, mappingSeed: number): Int32Array {
  return RandomStream.of(mappingSeed, 'bandit', arms).permutation(arms);
}

/**
 * Pull one of several arms with rewards that never change (Osband et al. 2020), as bsuite's SimpleBandit, and with a scale
 * as its bandit_scale. Every step is an episode, and nothing but a 1 is seen.
 */
export const bandit = defineEnv({
  name: 'bandit',
  summary: 'find the best of several arms, with rewards of any scale',
  source: 'bsuite 0.3.6 SimpleBandit, RewardScale; Osband et al. 2020',
  settings,
  drawing: ({ arms, mapping_seed }) => banditDrawing(orderOf(arms, mapping_seed)),
  create({ arms, scale, mapping_seed, max_episode_steps }, id) {
    const order = orderOf(arms, mapping_seed);
    const rewards = Array.from(order, (place) => (place / (arms - 1)) * scale);
    return {
      spec: {
        id,
        observationSpace: { kind: 'box', low: [0], high: [1] },
        actionSpace: { kind: 'discrete', n: arms },
        maxEpisodeSteps: max_episode_steps,
        rewardThreshold: null,
        success: 'the best arm is pulled',
        stateLength: 0,
      },

      reset() {},

      step(_state, _at, actions, actionAt, outcome) {
        const arm = actions[actionAt]!;
        outcome.reward = rewards[arm]!;
        outcome.success = order[arm] === arms - 1;
        outcome.terminated = true;
      },

      observe(_state, _at, observations, observationAt) {
        observations[observationAt] = 1;
      },
    };
  },
});
