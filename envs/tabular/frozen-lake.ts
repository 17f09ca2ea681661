import { z } from 'zod';
import { gridDrawing } from '../drawings/grid.ts';
import { defineEnv } from '../env-entry.ts';
import { drawn } from './drawn.ts';
import { oneHot, oneHotSpace } from './one-hot.ts';

/** S start, F frozen, H hole, G goal. */
const maps = {
  small: ['SFFF', 'FHFH', 'FFFH', 'HFFG'],
  large: ['SFFFFFFF', 'FFFFFFFF', 'FFFHFFFF', 'FFFFFHFF', 'FFFHFFFF', 'FHHFFFHF', 'FHFFHFHF', 'FFFHFFFG'],
} as const;

/** Mean return from which the task counts as solved, with the chance of its defaults; the optima are 0.74 and 0.91. */
const solved = { small: 0.7, large: 0.85 } as const;

const mapOf = (large: boolean): readonly string[] => (large ? maps.large : maps.small);

const settings = z.object({
  large: z.boolean().default(false).describe("Gymnasium's lake of 8×8 tiles in place of that of 4×4"),
  slippery: z.boolean().default(true).describe('whether steps may go to either side'),
  success_rate: z
    .number()
    .min(0)
    .max(1)
    .default(1 / 3)
    .describe('probability that a step on slippery ice goes where it should'),
  max_episode_steps: z.int().positive().default(100).describe('steps after which an episode is truncated'),
});

/** Rows and columns that an action moves by: left, down, right, up. */
const moves = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
] as const;

/**
 * Cross a frozen lake without falling into a hole, as Gymnasium's FrozenLake-v1: on slippery ice a step goes where it
 * should, or to one of the two sides; only the goal is rewarded, by 1.
 *
 * State: the place, row · columns + column.
 */
export const frozenLake = defineEnv({
  name: 'frozen-lake',
  aliases: ['FrozenLake-v1'],
  summary: 'cross slippery ice to the goal and fall into no hole',
  source: 'Gymnasium FrozenLake-v1',
  settings,
  drawing: ({ large }) =>
    gridDrawing(mapOf(large), {
      S: 'var(--series-2)',
      F: 'var(--series-5)',
      H: 'var(--ink)',
      G: 'var(--series-1)',
    }),
  create({ large, slippery, success_rate, max_episode_steps }, id) {
    const map = mapOf(large);
    const tiles = map.join('');
    const size = map.length;
    const last = size - 1;
    const aside = (1 - success_rate) / 2;
    const chances = slippery ? [aside, success_rate, aside] : [1];

    const moved = (place: number, direction: number): number => {
      const [rows, columns] = moves[direction]!;
      const row = Math.min(last, Math.max(0, Math.floor(place / size) + rows));
      const column = Math.min(last, Math.max(0, (place % size) + columns));
      return row * size + column;
    };
    const isOver = (place: number): boolean => tiles[place] === 'G' || tiles[place] === 'H';

    return {
      spec: {
        id,
        observationSpace: oneHotSpace(size * size),
        actionSpace: { kind: 'discrete', n: 4 },
        maxEpisodeSteps: max_episode_steps,
        rewardThreshold: slippery && success_rate !== 1 / 3 ? null : large ? solved.large : solved.small,
        success: 'the goal is reached',
        stateLength: 1,
      },

      reset(state, at) {
        state[at] = 0;
      },

      step(state, at, actions, actionAt, outcome, _elapsed, stream) {
        const place = state[at]!;
        const action = actions[actionAt]!;
        // A place that ends episodes is left no more; episodes do not begin there.
        const next = isOver(place)
          ? place
          : moved(place, slippery ? (action + 3 + drawn(chances, stream)) % 4 : action);
        state[at] = next;
        outcome.success = next !== place && tiles[next] === 'G';
        outcome.reward = outcome.success ? 1 : 0;
        outcome.terminated = isOver(next);
      },

      observe: oneHot(size * size),
    };
  },
});
