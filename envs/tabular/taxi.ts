import { z } from 'zod';
import { taxiDrawing } from '../drawings/taxi.ts';
import { defineEnv } from '../env-entry.ts';
import { oneHot, oneHotSpace } from './one-hot.ts';
import { aboard, placesInTown, stateOf, townOf, wallsEast } from './taxi-town.ts';

const settings = z.object({
  max_episode_steps: z.int().positive().default(200).describe('steps after which an episode is truncated'),
});

/** Mean return from which the task counts as solved; the optimum is 8.46. */
const solved = 8;
const last = 4;

/**
 * Fetch a passenger and bring them where they want to go (Dietterich 2000), as Gymnasium's Taxi-v4 in dry weather: -1 a
 * step, -10 for picking up or setting down in vain, 20 for the arrival.
 *
 * State: row, column, passenger (aboard: 4) and destination as one number, as Gymnasium encodes it.
 */
export const taxi = defineEnv({
  name: 'taxi',
  aliases: ['Taxi-v4', 'Taxi-v3'],
  summary: 'fetch a passenger in a small town and bring them to their destination',
  source: 'Gymnasium Taxi-v4; Dietterich 2000',
  settings,
  drawing: () => taxiDrawing,
  create({ max_episode_steps }, id) {
    return {
      spec: {
        id,
        observationSpace: oneHotSpace(500),
        actionSpace: { kind: 'discrete', n: 6 },
        maxEpisodeSteps: max_episode_steps,
        rewardThreshold: solved,
        success: 'the passenger is set down at their destination',
        stateLength: 1,
      },

      reset(state, at, stream) {
        const square = stream.integer(25);
        const passenger = stream.integer(4);
        const other = stream.integer(3);
        const destination = other < passenger ? other : other + 1;
        state[at] = stateOf({ row: Math.floor(square / 5), column: square % 5, passenger, destination });
      },

      step(state, at, actions, actionAt, outcome) {
        const town = townOf(state[at]!);
        const { row, column, passenger, destination } = town;
        const here = placesInTown.findIndex(([r, c]) => r === row && c === column);
        outcome.reward = -1;
        switch (actions[actionAt]) {
          case 0:
            town.row = Math.min(last, row + 1);
            break;
          case 1:
            town.row = Math.max(0, row - 1);
            break;
          case 2:
            if (!wallsEast[row]![column]) town.column++;
            break;
          case 3:
            if (column > 0 && !wallsEast[row]![column - 1]) town.column--;
            break;
          case 4:
            if (here >= 0 && passenger === here) town.passenger = aboard;
            else outcome.reward = -10;
            break;
          default:
            if (here < 0 || passenger !== aboard) {
              outcome.reward = -10;
              break;
            }
            town.passenger = here;
            if (here !== destination) break;
            outcome.reward = 20;
            outcome.terminated = true;
            outcome.success = true;
        }
        state[at] = stateOf(town);
      },

      observe: oneHot(500),
    };
  },
});
