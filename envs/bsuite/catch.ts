import { z } from 'zod';
import { planesDrawing } from '../drawings/planes.ts';
import { defineEnv } from '../env-entry.ts';
import { float32Box } from '../env-spec.ts';

const settings = z.object({
  rows: z.int().min(2).max(50).default(10).describe('rows that the ball falls through'),
  columns: z.int().min(2).max(50).default(5).describe('columns, in one of which it falls'),
  max_episode_steps: z.int().positive().default(50).describe('steps after which an episode is truncated'),
});

/**
 * Catch a falling ball with a paddle (Osband et al. 2020), as bsuite's Catch: move left, stay or move right; +1 for the
 * ball, -1 for the floor.
 *
 * State: column and row of the ball, column of the paddle.
 */
export const catchBall = defineEnv({
  name: 'catch',
  summary: 'catch a falling ball with a paddle',
  source: 'bsuite 0.3.6 Catch; Osband et al. 2020',
  settings,
  drawing: ({ rows, columns }) => planesDrawing(rows, columns, 1),
  create({ rows, columns, max_episode_steps }, id) {
    const places = rows * columns;
    return {
      spec: {
        id,
        observationSpace: float32Box(Array<number>(places).fill(0), Array<number>(places).fill(1)),
        actionSpace: { kind: 'discrete', n: 3 },
        maxEpisodeSteps: max_episode_steps,
        rewardThreshold: null,
        success: 'the ball is caught',
        picture: { height: rows, width: columns, channels: 1 },
        stateLength: 3,
      },

      reset(state, at, stream) {
        state[at] = stream.integer(columns);
        state[at + 1] = 0;
        state[at + 2] = Math.floor(columns / 2);
      },

      step(state, at, actions, actionAt, outcome) {
        state[at + 2] = Math.min(columns - 1, Math.max(0, state[at + 2]! + actions[actionAt]! - 1));
        state[at + 1]!++;
        outcome.terminated = state[at + 1] === rows - 1;
        outcome.success = outcome.terminated && state[at] === state[at + 2];
        outcome.reward = outcome.terminated ? (outcome.success ? 1 : -1) : 0;
      },

      observe(state, at, observations, observationAt) {
        observations.fill(0, observationAt, observationAt + places);
        observations[observationAt + state[at + 1]! * columns + state[at]!] = 1;
        observations[observationAt + (rows - 1) * columns + state[at + 2]!] = 1;
      },
    };
  },
});
