import { z } from 'zod';
import { landerDrawing } from './drawings/lander.ts';
import { defineEnv } from './env-entry.ts';
import { float32Box } from './env-spec.ts';

const settings = z.object({
  gravity: z
    .number()
    .positive()
    .default(1.62)
    .describe("acceleration of gravity, m/s²; the Moon's by default"),
  main_thrust: z.number().positive().default(4).describe('acceleration by the main engine, m/s²'),
  side_thrust: z.number().positive().default(0.4).describe('acceleration by an engine at the side, m/s²'),
  side_torque: z
    .number()
    .positive()
    .default(0.8)
    .describe('angular acceleration by an engine at the side, rad/s²'),
  tau: z.number().positive().max(1).default(0.1).describe('seconds between two steps'),
  max_episode_steps: z.int().positive().default(400).describe('steps after which an episode is truncated'),
});

/** Half the width and the height of the world, m; who leaves it has crashed. */
export const landerWorld = { halfWidth: 10, height: 16 } as const;
/** Where the feet are in the lander's own coordinates, m, and half the width of the pad. */
export const landerBody = { footAside: 1, footBelow: 0.8, padHalf: 2 } as const;
/** What the feet bear: speeds in m/s, an angle in rad, an angular speed in rad/s. */
const gentle = { aside: 1, down: 1.5, angle: 0.3, turning: 0.6 } as const;

/** How far from a landing at rest on the pad a state is, in the units of the observation; what a step changes of it is rewarded. */
function shaping(state: Float64Array, at: number): number {
  const [distance, speed] = [
    Math.hypot(state[at]! / 10, state[at + 1]! / 10),
    Math.hypot(state[at + 2]! / 5, state[at + 3]! / 5),
  ];
  return -100 * distance - 100 * speed - 100 * Math.abs(state[at + 4]!);
}

/**
 * Land a rigid body on a pad with a main engine below and one at either side. The task is that of Gymnasium's LunarLander,
 * the equations are our own (docs/environments.md): one rigid body without Box2D, whose episode ends when a foot touches the
 * ground.
 *
 * State: x and height of the centre, their speeds, the angle against the clock, its speed.
 */
export const lander = defineEnv({
  name: 'lander',
  summary: 'land softly on a pad: no engine, left, main or right one',
  source: "rl-bench's own equations, after the task of Gymnasium's LunarLander",
  settings,
  drawing: () => landerDrawing,
  create({ gravity, main_thrust, side_thrust, side_torque, tau, max_episode_steps }, id) {
    const high = [1.5, 2, Infinity, Infinity, Infinity, Infinity];
    return {
      spec: {
        id,
        observationSpace: float32Box(
          high.map((bound) => -bound),
          high,
        ),
        actionSpace: { kind: 'discrete', n: 4 },
        maxEpisodeSteps: max_episode_steps,
        rewardThreshold: null,
        success: 'both feet come down gently on the pad',
        stateLength: 6,
      },

      reset(state, at, stream) {
        state[at] = stream.uniform(-4, 4);
        state[at + 1] = 12;
        state[at + 2] = stream.uniform(-1.5, 1.5);
        state[at + 3] = stream.uniform(-1.5, 0);
        state[at + 4] = stream.uniform(-0.2, 0.2);
        state[at + 5] = stream.uniform(-0.1, 0.1);
      },

      step(state, at, actions, actionAt, outcome) {
        const action = actions[actionAt]!;
        const before = shaping(state, at);
        // The left engine pushes to the right and turns the body against the clock, the right one does the opposite.
        const aside = action === 1 ? 1 : action === 3 ? -1 : 0;
        const up = action === 2 ? main_thrust : 0;
        const theta = state[at + 4]!;
        const [cos, sin] = [Math.cos(theta), Math.sin(theta)];
        // Semi-implicit Euler: places move with the new speeds.
        state[at + 2]! += tau * (side_thrust * aside * cos - up * sin);
        state[at + 3]! += tau * (side_thrust * aside * sin + up * cos - gravity);
        state[at + 5]! += tau * side_torque * aside;
        for (const [place, speed] of [
          [0, 2],
          [1, 3],
          [4, 5],
        ] as const) {
          state[at + place]! += tau * state[at + speed]!;
        }

        const [x, y, angle] = [state[at]!, state[at + 1]!, state[at + 4]!];
        const { footAside, footBelow, padHalf } = landerBody;
        const lowest = y - footBelow * Math.cos(angle) - footAside * Math.abs(Math.sin(angle));
        const gone = Math.abs(x) > landerWorld.halfWidth || y > landerWorld.height;
        const down = lowest <= 0 || Math.cos(angle) <= 0;
        const isGentle =
          Math.abs(state[at + 2]!) <= gentle.aside &&
          Math.abs(state[at + 3]!) <= gentle.down &&
          Math.abs(angle) <= gentle.angle &&
          Math.abs(state[at + 5]!) <= gentle.turning;
        outcome.success = down && !gone && isGentle && Math.abs(x) <= padHalf;
        outcome.terminated = down || gone;
        const fuel = action === 2 ? 0.3 : aside === 0 ? 0 : 0.03;
        const end = outcome.terminated ? (outcome.success ? 100 : -100) : 0;
        outcome.reward = shaping(state, at) - before - fuel + end;
      },

      observe(state, at, observations, observationAt) {
        observations[observationAt] = state[at]! / 10;
        observations[observationAt + 1] = state[at + 1]! / 10;
        observations[observationAt + 2] = state[at + 2]! / 5;
        observations[observationAt + 3] = state[at + 3]! / 5;
        observations[observationAt + 4] = state[at + 4]!;
        observations[observationAt + 5] = state[at + 5]!;
      },
    };
  },
});
