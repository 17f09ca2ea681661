import { z } from 'zod';
import { UsageError } from '../src/errors.ts';
import { pointNavDrawing } from './drawings/point-nav.ts';
import { defineEnv } from './env-entry.ts';
import { float32Box } from './env-spec.ts';
import { drawGoal } from './point-nav-goal.ts';
import { type Move, rewards } from './point-nav-reward.ts';
import { type Vector3, vector3Arithmetic, withinCube } from './vector3.ts';

const coordinate = z.number().min(-1).max(1);
const point = z.tuple([coordinate, coordinate, coordinate]);

const settings = z.object({
  reward: z
    .enum(['progress', 'milo'])
    .default('progress')
    .describe(
      "progress: what is gained on the goal, clipped actions; milo: MILO's environment to the letter",
    ),
  random_goal: z.boolean().default(true).describe('draw a goal 0.3 to 1 from the start for every episode'),
  threshold: z.number().positive().default(0.05).describe('distance below which the goal is reached'),
  start: point.default([0, 0, 0]).describe('where episodes start'),
  goal: point
    .nullable()
    .default(null)
    .describe('the goal of every episode if random_goal=false; none: the corner 1, 1, 1'),
  max_episode_steps: z.int().positive().default(500).describe('steps after which an episode is truncated'),
  dtype: z.enum(['float64', 'float32']).default('float64').describe('arithmetic of the simulation'),
});

/** Bound on each component of an action. */
export const reach = 0.6;

const goalAt = 3;

/**
 * Fly to a goal in the cube [-1, 1]³ by moves of up to 0.6 along each axis, after the PointNavigationEnv of MILO.
 *
 * With `reward=milo` it is that environment: actions are declared to lie within ±0.6 but taken as they come, and the
 * time limit is looked up before the step is counted, so that it strikes one step late, where the episode counts as
 * truncated and terminated at once.
 *
 * State: position, goal. The distance before a move is worked out anew from them, the same number that
 * the move before ended with, so a state written from outside needs nothing else to fit.
 */
export const pointNav = defineEnv({
  name: 'point-nav',
  summary: 'fly to a goal in a cube; a new goal every episode',
  source:
    'MILO, experiments/RL/point_navigation_env.py; reward by potentials after Ng, Harada & Russell 1999',
  settings,
  drawing: () => pointNavDrawing,
  create(options, id) {
    const { reward, random_goal, threshold, max_episode_steps } = options;
    if (random_goal && options.goal !== null) {
      throw new UsageError(
        `point-nav draws its goals, given goal=[${options.goal}]; add random_goal=false to fix it`,
      );
    }
    const arithmetic = vector3Arithmetic(options.dtype === 'float32' ? Math.fround : (x) => x);
    const { round, add, subtract, norm } = arithmetic;
    const read = (numbers: ArrayLike<number>, at: number): Vector3 => [
      round(numbers[at]!),
      round(numbers[at + 1]!),
      round(numbers[at + 2]!),
    ];
    const start = read(options.start, 0);
    const fixedGoal = read(options.goal ?? [1, 1, 1], 0);
    const milo = reward === 'milo';
    const rewardOf = rewards[reward];

    return {
      spec: {
        id,
        observationSpace: float32Box(Array(6).fill(-1), Array(6).fill(1)),
        actionSpace: { kind: 'box', low: Array(3).fill(-reach), high: Array(3).fill(reach) },
        maxEpisodeSteps: max_episode_steps + (milo ? 1 : 0),
        // An arrival is worth 15 and what the way there gained: nine arrivals in ten episodes.
        rewardThreshold: milo ? null : 14,
        success: `the agent comes within ${threshold} of the goal`,
        places: { position: [0, 1, 2], goal: [3, 4, 5] },
        stateLength: 6,
      },

      reset(state, at, stream) {
        state.set(start, at);
        state.set(random_goal ? drawGoal(stream, start, arithmetic) : fixedGoal, at + goalAt);
      },

      step(state, at, actions, actionAt, outcome, elapsed) {
        const from = read(state, at);
        const goal = read(state, at + goalAt);
        const action = read(actions, actionAt);
        const to = withinCube(add(from, milo ? action : withinCube(action, reach)), 1);
        const distanceBefore = norm(subtract(from, goal));
        const distance = norm(subtract(to, goal));
        const arrived = distance < threshold;
        const move: Move = { from, to, goal, distanceBefore, distance, arrived };
        state.set(to, at);

        outcome.reward = rewardOf(move, arithmetic);
        outcome.terminated = arrived || (milo && elapsed >= max_episode_steps);
        outcome.success = arrived;
      },

      observe(state, at, observations, observationAt) {
        for (let i = 0; i < 6; i++) observations[observationAt + i] = state[at + i]!;
      },
    };
  },
});
