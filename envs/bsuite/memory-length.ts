import { z } from 'zod';
import { memoryLengthDrawing } from '../drawings/memory-length.ts';
import { defineEnv } from '../env-entry.ts';
import { float32Box } from '../env-spec.ts';

const settings = z.object({
  n: z.int().min(1).max(1000).default(10).describe('steps over which a bit has to be remembered'),
  max_episode_steps: z.int().positive().default(1001).describe('steps after which an episode is truncated'),
});

/**
 * Remember a bit (Osband et al. 2020), as bsuite's MemoryChain with one bit: it is shown at the beginning, and asked for n
 * steps later; +1 for the right answer, -1 for the other. As in the reference the first step shows the beginning again. A
 * policy without a memory can do no better than guess.
 *
 * State: the time that is shown, the bit.
 */
export const memoryLength = defineEnv({
  name: 'memory-length',
  summary: 'remember a bit for n steps: memory, of which our networks have none',
  source: 'bsuite 0.3.6 MemoryChain; Osband et al. 2020',
  settings,
  drawing: () => memoryLengthDrawing,
  create({ n, max_episode_steps }, id) {
    return {
      spec: {
        id,
        observationSpace: float32Box([0, 0, -1], [1, 1, 1]),
        actionSpace: { kind: 'discrete', n: 2 },
        maxEpisodeSteps: max_episode_steps,
        rewardThreshold: null,
        success: 'the bit is remembered',
        stateLength: 2,
      },

      reset(state, at, stream) {
        state[at] = 0;
        state[at + 1] = stream.integer(2);
      },

      step(state, at, actions, actionAt, outcome, elapsed) {
        state[at] = elapsed;
        outcome.terminated = elapsed === n;
        outcome.success = outcome.terminated && actions[actionAt] === state[at + 1];
        outcome.reward = outcome.terminated ? (outcome.success ? 1 : -1) : 0;
      },

      observe(state, at, observations, observationAt) {
        const time = state[at]!;
        observations[observationAt] = 1 - time / n;
        // Which bit is asked for: there is but one, of number 0.
        observations[observationAt + 1] = 0;
        observations[observationAt + 2] = time === 0 ? 2 * state[at + 1]! - 1 : 0;
      },
    };
  },
});
