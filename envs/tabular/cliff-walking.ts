import { z } from 'zod';
import { gridDrawing } from '../drawings/grid.ts';
import { defineEnv } from '../env-entry.ts';
import { drawn } from './drawn.ts';
import { oneHot, oneHotSpace } from './one-hot.ts';

const [rows, columns] = [4, 12];
const start = (rows - 1) * columns;
const goal = rows * columns - 1;

const settings = z.object({
  slippery: z.boolean().default(false).describe('whether a step goes to either side in two of three cases'),
  max_episode_steps: z
    .int()
    .positive()
    .default(200)
    .describe('steps after which an episode is truncated; Gymnasium has no limit'),
});

/** Rows and columns that an action moves by: up, right, down, left. */
const moves = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
] as const;

const chances = [1 / 3, 1 / 3, 1 / 3];

/**
 * Walk along a cliff to the other end of it (Sutton & Barto 2018, example 6.6), as Gymnasium's CliffWalking-v1: -1 a step,
 * -100 for a step over the edge, which leads back to the start and ends nothing.
 *
 * State: the place, row · columns + column.
 */
export const cliffWalking = defineEnv({
  name: 'cliff-walking',
  aliases: ['CliffWalking-v1'],
  summary: 'walk along a cliff to its other end, -100 for a fall',
  source: 'Gymnasium CliffWalking-v1; Sutton & Barto 2018, example 6.6',
  settings,
  drawing: () =>
    gridDrawing([...Array<string>(rows - 1).fill('.'.repeat(columns)), `S${'C'.repeat(columns - 2)}G`], {
      '.': 'var(--series-5)',
      S: 'var(--series-2)',
      C: 'var(--ink)',
      G: 'var(--series-1)',
    }),
  create({ slippery, max_episode_steps }, id) {
    return {
      spec: {
        id,
        observationSpace: oneHotSpace(rows * columns),
        actionSpace: { kind: 'discrete', n: 4 },
        maxEpisodeSteps: max_episode_steps,
        rewardThreshold: null,
        success: 'the other end of the cliff is reached',
        stateLength: 1,
      },

      reset(state, at) {
        state[at] = start;
      },

      step(state, at, actions, actionAt, outcome, _elapsed, stream) {
        const place = state[at]!;
        const action = actions[actionAt]!;
        const [down, right] = moves[slippery ? (action + 3 + drawn(chances, stream)) % 4 : action]!;
        const row = Math.min(rows - 1, Math.max(0, Math.floor(place / columns) + down));
        const column = Math.min(columns - 1, Math.max(0, (place % columns) + right));
        const next = row * columns + column;
        const fallen = next > start && next < goal;
        state[at] = fallen ? start : next;
        outcome.reward = fallen ? -100 : -1;
        outcome.terminated = next === goal;
        outcome.success = next === goal;
      },

      observe: oneHot(rows * columns),
    };
  },
});
