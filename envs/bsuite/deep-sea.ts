import { z } from 'zod';
import { RandomStream } from '../../src/random.ts';
import { planesDrawing } from '../drawings/planes.ts';
import { defineEnv } from '../env-entry.ts';
import { float32Box } from '../env-spec.ts';

const settings = z.object({
  size: z
    .int()
    .min(2)
    .max(60)
    .default(10)
    .describe('rows and columns; the treasure is as many right steps away'),
  randomize_actions: z
    .boolean()
    .default(true)
    .describe('whether it is drawn for each place which of the two actions goes right; otherwise 1 does'),
  mapping_seed: z.int().min(0).default(0).describe('which of such draws'),
  move_cost: z.number().min(0).default(0.01).describe('cost of a whole way to the right'),
  max_episode_steps: z.int().positive().default(60).describe('steps after which an episode is truncated'),
});

/**
 * Dive to a treasure that only the one way of going right in every row reaches (Osband et al. 2020), as bsuite's DeepSea
 * with deterministic transitions: +1 at the end of it, a small cost for each step to the right.
 *
 * State: row, column. An episode takes as many steps as there are rows; what is seen at its end is nothing.
 */
export const deepSea = defineEnv({
  name: 'deep-sea',
  summary: 'find the one way to a treasure, against a small cost: deep exploration',
  source: 'bsuite 0.3.6 DeepSea; Osband et al. 2020',
  settings,
  drawing: ({ size }) => planesDrawing(size, size, 1),
  create({ size, randomize_actions, mapping_seed, move_cost, max_episode_steps }, id) {
    const places = size * size;
    const mapping = RandomStream.of(mapping_seed, 'deep-sea', size);
    const right = Array.from({ length: places }, () => (randomize_actions ? mapping.integer(2) : 1));
    return {
      spec: {
        id,
        observationSpace: float32Box(Array<number>(places).fill(0), Array<number>(places).fill(1)),
        actionSpace: { kind: 'discrete', n: 2 },
        maxEpisodeSteps: max_episode_steps,
        rewardThreshold: null,
        success: 'the treasure is reached',
        picture: { height: size, width: size, channels: 1 },
        stateLength: 2,
      },

      reset(state, at) {
        state[at] = 0;
        state[at + 1] = 0;
      },

      step(state, at, actions, actionAt, outcome) {
        const [row, column] = [state[at]!, state[at + 1]!];
        const goesRight = actions[actionAt] === right[row * size + column];
        outcome.success = goesRight && column === size - 1;
        outcome.reward = (outcome.success ? 1 : 0) - (goesRight ? move_cost / size : 0);
        state[at] = row + 1;
        state[at + 1] = Math.min(size - 1, Math.max(0, column + (goesRight ? 1 : -1)));
        outcome.terminated = row + 1 === size;
      },

      observe(state, at, observations, observationAt) {
        observations.fill(0, observationAt, observationAt + places);
        if (state[at]! < size) observations[observationAt + state[at]! * size + state[at + 1]!] = 1;
      },
    };
  },
});
