import { z } from 'zod';
import { mountainCarDrawing } from './drawings/mountain-car.ts';
import { defineEnv } from './env-entry.ts';
import { drive, park, valleySettings, valleySpace } from './mountain-car-valley.ts';

const settings = z.object({
  ...valleySettings,
  force: z.number().positive().default(0.001).describe('acceleration of the engine, per step²'),
  max_episode_steps: z.int().positive().default(200).describe('steps after which an episode is truncated'),
});

const goalPosition = 0.5;

/** Return from which the task counts as solved: on average the goal is reached within 110 steps. */
const solved = -110;

/**
 * Drive a car out of a valley with an engine too weak for the slope (Moore 1990; Sutton 1996), as Gymnasium's
 * MountainCar-v0: push left, not at all or right, and a reward of -1 on every step, the last included.
 *
 * State: position, velocity.
 */
export const mountainCar = defineEnv({
  name: 'mountain-car',
  aliases: ['MountainCar-v0'],
  summary: 'rock a weak car out of a valley, push left, not at all or right',
  source: 'Gymnasium MountainCar-v0; Moore 1990; Sutton 1996',
  settings,
  drawing: () => mountainCarDrawing(goalPosition),
  create({ goal_velocity, force, gravity, max_episode_steps }, id) {
    return {
      spec: {
        id,
        observationSpace: valleySpace,
        actionSpace: { kind: 'discrete', n: 3 },
        maxEpisodeSteps: max_episode_steps,
        // Under a limit this short even a car that never arrives would return as much.
        rewardThreshold: max_episode_steps > -solved ? solved : null,
        success: `the car reaches position ${goalPosition}`,
        stateLength: 2,
      },

      reset: park,

      step(state, at, actions, actionAt, outcome) {
        drive(state, at, (actions[actionAt]! - 1) * force, gravity);
        const arrived = state[at]! >= goalPosition && state[at + 1]! >= goal_velocity;
        outcome.reward = -1;
        outcome.terminated = arrived;
        outcome.success = arrived;
      },

      observe(state, at, observations, observationAt) {
        observations[observationAt] = state[at]!;
        observations[observationAt + 1] = state[at + 1]!;
      },
    };
  },
});
