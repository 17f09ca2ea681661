import { z } from 'zod';
import { clip } from './clip.ts';
import { mountainCarDrawing } from './drawings/mountain-car.ts';
import { defineEnv } from './env-entry.ts';
import { drive, park, valleySettings, valleySpace } from './mountain-car-valley.ts';

const settings = z.object({
  ...valleySettings,
  power: z
    .number()
    .positive()
    .default(0.0015)
    .describe('acceleration of the engine at full throttle, per step²'),
  max_episode_steps: z.int().positive().default(999).describe('steps after which an episode is truncated'),
});

const goalPosition = 0.45;

/**
 * The mountain car with a throttle (Moore 1990), as Gymnasium's MountainCarContinuous-v0: 100 for arriving, less
 * 0.1 a² on every step for the action as it was given, although the engine takes no more than ±1 of it.
 *
 * The reference keeps its state in float32 from the first step on and computes with it in double precision (under
 * numpy 1.x, which is the rule followed here). Arrival is judged before the rounding.
 *
 * State: position, velocity.
 */
export const mountainCarContinuous = defineEnv({
  name: 'mountain-car-continuous',
  aliases: ['MountainCarContinuous-v0'],
  summary: 'rock a weak car out of a valley with as little throttle as it takes',
  source: 'Gymnasium MountainCarContinuous-v0; Moore 1990',
  settings,
  drawing: () => mountainCarDrawing(goalPosition),
  create({ goal_velocity, power, gravity, max_episode_steps }, id) {
    return {
      spec: {
        id,
        observationSpace: valleySpace,
        actionSpace: { kind: 'box', low: [-1], high: [1] },
        maxEpisodeSteps: max_episode_steps,
        rewardThreshold: 90,
        success: `the car reaches position ${goalPosition}`,
        stateLength: 2,
      },

      reset: park,

      step(state, at, actions, actionAt, outcome) {
        const action = actions[actionAt]!;
        drive(state, at, clip(action, -1, 1) * power, gravity);
        const arrived = state[at]! >= goalPosition && state[at + 1]! >= goal_velocity;
        state[at] = Math.fround(state[at]!);
        state[at + 1] = Math.fround(state[at + 1]!);
        outcome.reward = (arrived ? 100 : 0) - action * action * 0.1;
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
