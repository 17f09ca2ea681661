import { z } from 'zod';
import { cartpoleDrawing } from './drawings/cartpole.ts';
import { defineEnv } from './env-entry.ts';
import { float32Box } from './env-spec.ts';

const settings = z.object({
  gravity: z.number().positive().default(9.8).describe('acceleration of gravity, m/s²'),
  masscart: z.number().positive().default(1).describe('mass of the cart, kg'),
  masspole: z.number().positive().default(0.1).describe('mass of the pole, kg'),
  length: z.number().positive().default(0.5).describe('half the length of the pole, m'),
  force_mag: z.number().positive().default(10).describe('force of a push, N'),
  tau: z.number().positive().default(0.02).describe('seconds between two steps'),
  sutton_barto_reward: z
    .boolean()
    .default(false)
    .describe('reward 0 a step and -1 for the fall, as in Barto, Sutton & Anderson 1983'),
  max_episode_steps: z.int().positive().default(500).describe('steps after which an episode is truncated'),
});

const xThreshold = 2.4;
const thetaThreshold = (12 * 2 * Math.PI) / 360;

/**
 * Balance a pole on a cart by pushing left or right (Barto, Sutton & Anderson 1983), as Gymnasium's CartPole-v1:
 * explicit Euler in which positions move with the old velocities, and a reward of 1 on every step, the last included.
 *
 * State: x, ẋ, θ, θ̇.
 */
export const cartpole = defineEnv({
  name: 'cartpole',
  aliases: ['CartPole-v1'],
  summary: 'balance a pole on a cart, push left or right',
  source: 'Gymnasium CartPole-v1; Barto, Sutton & Anderson 1983',
  settings,
  drawing: cartpoleDrawing,
  create(options, id) {
    const { gravity, masscart, masspole, length, force_mag, tau } = options;
    const { sutton_barto_reward, max_episode_steps } = options;
    const totalMass = masspole + masscart;
    const poleMassLength = masspole * length;
    const enoughSteps = 0.95 * max_episode_steps;
    const high = [2 * xThreshold, Infinity, 2 * thetaThreshold, Infinity];
    const low = high.map((bound) => -bound);
    return {
      spec: {
        id,
        observationSpace: float32Box(low, high),
        actionSpace: { kind: 'discrete', n: 2 },
        maxEpisodeSteps: max_episode_steps,
        rewardThreshold: sutton_barto_reward ? null : enoughSteps,
        success: `the pole stays up for ${enoughSteps} steps`,
        stateLength: 4,
      },

      reset(state, at, stream) {
        for (let i = 0; i < 4; i++) state[at + i] = stream.uniform(-0.05, 0.05);
      },

      step(state, at, actions, actionAt, outcome, elapsed) {
        const x = state[at]!;
        const xDot = state[at + 1]!;
        const theta = state[at + 2]!;
        const thetaDot = state[at + 3]!;
        const force = actions[actionAt] === 1 ? force_mag : -force_mag;
        const cos = Math.cos(theta);
        const sin = Math.sin(theta);
        const temp = (force + poleMassLength * thetaDot * thetaDot * sin) / totalMass;
        const thetaAcc =
          (gravity * sin - cos * temp) / (length * (4 / 3 - (masspole * cos * cos) / totalMass));
        const xAcc = temp - (poleMassLength * thetaAcc * cos) / totalMass;

        const newX = x + tau * xDot;
        const newTheta = theta + tau * thetaDot;
        state[at] = newX;
        state[at + 1] = xDot + tau * xAcc;
        state[at + 2] = newTheta;
        state[at + 3] = thetaDot + tau * thetaAcc;

        const fallen =
          newX < -xThreshold || newX > xThreshold || newTheta < -thetaThreshold || newTheta > thetaThreshold;
        if (sutton_barto_reward) outcome.reward = fallen ? -1 : 0;
        else outcome.reward = 1;
        outcome.terminated = fallen;
        outcome.success = elapsed + 1 >= enoughSteps;
      },

      observe(state, at, observations, observationAt) {
        for (let i = 0; i < 4; i++) observations[observationAt + i] = state[at + i]!;
      },
    };
  },
});
