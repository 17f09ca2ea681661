import { z } from 'zod';
import { clip } from './clip.ts';
import { pendulumDrawing } from './drawings/pendulum.ts';
import { defineEnv } from './env-entry.ts';
import { float32Box } from './env-spec.ts';

const settings = z.object({
  g: z.number().nonnegative().default(10).describe('acceleration of gravity, m/s²'),
  m: z.number().positive().default(1).describe('mass of the rod, kg'),
  l: z.number().positive().default(1).describe('length of the rod, m'),
  max_torque: z.number().positive().default(2).describe('strongest torque, N·m'),
  max_speed: z.number().positive().default(8).describe('fastest rotation, rad/s'),
  dt: z.number().positive().default(0.05).describe('seconds between two steps'),
  max_episode_steps: z.int().positive().default(200).describe('steps after which an episode is truncated'),
});

const turn = 2 * Math.PI;

/**
 * Swing a rod up and hold it there with a motor too weak to lift it directly, as Gymnasium's Pendulum-v1:
 * semi-implicit Euler, and a cost -(θ² + 0.1 θ̇² + 0.001 u²) of the state before the step. Episodes end by the time
 * limit alone, and good policies return about -150.
 *
 * State: θ (0 is upright; counts whole turns), θ̇.
 */
export const pendulum = defineEnv({
  name: 'pendulum',
  aliases: ['Pendulum-v1'],
  summary: 'swing a rod up with a weak motor and hold it there',
  source: 'Gymnasium Pendulum-v1',
  settings,
  drawing: () => pendulumDrawing,
  create({ g, m, l, max_torque, max_speed, dt, max_episode_steps }, id) {
    const gravity = (3 * g) / (2 * l);
    const leverage = 3 / (m * l * l);
    return {
      spec: {
        id,
        observationSpace: float32Box([-1, -1, -max_speed], [1, 1, max_speed]),
        actionSpace: { kind: 'box', low: [-max_torque], high: [max_torque] },
        maxEpisodeSteps: max_episode_steps,
        rewardThreshold: null,
        success: null,
        stateLength: 2,
      },

      reset(state, at, stream) {
        state[at] = stream.uniform(-Math.PI, Math.PI);
        state[at + 1] = stream.uniform(-1, 1);
      },

      step(state, at, actions, actionAt, outcome) {
        const theta = state[at]!;
        const thetaDot = state[at + 1]!;
        const torque = clip(actions[actionAt]!, -max_torque, max_torque);
        const offUpright = principalAngle(theta);
        outcome.reward = -(offUpright * offUpright + 0.1 * thetaDot * thetaDot + 0.001 * torque * torque);

        const newThetaDot = clip(
          thetaDot + (gravity * Math.sin(theta) + leverage * torque) * dt,
          -max_speed,
          max_speed,
        );
        state[at] = theta + newThetaDot * dt;
        state[at + 1] = newThetaDot;
      },

      observe(state, at, observations, observationAt) {
        observations[observationAt] = Math.cos(state[at]!);
        observations[observationAt + 1] = Math.sin(state[at]!);
        observations[observationAt + 2] = state[at + 1]!;
      },
    };
  },
});

/** The angle in [-π, π) that differs from `angle` by whole turns. */
function principalAngle(angle: number): number {
  const rest = (angle + Math.PI) % turn;
  return (rest < 0 ? rest + turn : rest) - Math.PI;
}
