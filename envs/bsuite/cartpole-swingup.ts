import { z } from 'zod';
import { swingupDrawing } from '../drawings/cartpole.ts';
import { defineEnv } from '../env-entry.ts';
import { float32Box } from '../env-spec.ts';

const settings = z.object({
  height_threshold: z
    .number()
    .min(-1)
    .max(1)
    .default(0.5)
    .describe('cosine of the angle from which the pole is up'),
  theta_dot_threshold: z
    .number()
    .positive()
    .default(1)
    .describe('angular speed below which it is still, rad/s'),
  x_reward_threshold: z
    .number()
    .positive()
    .default(1)
    .describe('distance from the middle that is rewarded, m'),
  move_cost: z.number().min(0).default(0.1).describe('cost of a push'),
  max_time: z.number().positive().default(10).describe('seconds after which an episode is over'),
  max_episode_steps: z.int().positive().default(1001).describe('steps after which an episode is truncated'),
});

const [gravity, massCart, massPole, length, forceMag, tau] = [9.8, 1, 0.1, 0.5, 10, 0.01];
const totalMass = massCart + massPole;
const poleMassLength = massPole * length;
const xThreshold = 3;
const circle = 2 * Math.PI;

/**
 * Swing a pole up from below and keep it there (Osband et al. 2020), as bsuite's CartpoleSwingup: push left, not at all or
 * right at a cost, and a reward of 1 on every step with the pole up, still and in the middle. Who never pushes loses nothing.
 *
 * State: x, ẋ, θ in [0, 2π), θ̇, seconds.
 */
export const cartpoleSwingup = defineEnv({
  name: 'cartpole-swingup',
  summary: 'swing a pole up from below and keep it there, at a cost for every push',
  source: 'bsuite 0.3.6 CartpoleSwingup; Osband et al. 2020',
  settings,
  drawing: () => swingupDrawing,
  create(options, id) {
    const { height_threshold, theta_dot_threshold, x_reward_threshold, move_cost, max_time } = options;
    const high = [2, Infinity, 1, 1, Infinity, 2, 1, 1];
    return {
      spec: {
        id,
        observationSpace: float32Box(
          high.map((bound, index) => (index === 5 ? 0 : -bound)),
          high,
        ),
        actionSpace: { kind: 'discrete', n: 3 },
        maxEpisodeSteps: options.max_episode_steps,
        rewardThreshold: null,
        success: null,
        stateLength: 5,
      },

      reset(state, at, stream) {
        for (let i = 0; i < 4; i++) state[at + i] = stream.uniform(-0.05, 0.05);
        state[at + 2]! += Math.PI;
        state[at + 4] = 0;
      },

      step(state, at, actions, actionAt, outcome) {
        const push = actions[actionAt]! - 1;
        const x = state[at]!;
        const xDot = state[at + 1]!;
        const theta = state[at + 2]!;
        const thetaDot = state[at + 3]!;
        const cos = Math.cos(theta);
        const sin = Math.sin(theta);
        const temp = (push * forceMag + poleMassLength * thetaDot * thetaDot * sin) / totalMass;
        const thetaAcc =
          (gravity * sin - cos * temp) / (length * (4 / 3 - (massPole * cos * cos) / totalMass));
        const xAcc = temp - (poleMassLength * thetaAcc * cos) / totalMass;
        const newX = x + tau * xDot;
        const newThetaDot = thetaDot + tau * thetaAcc;
        const turned = (theta + tau * thetaDot) % circle;
        state[at] = newX;
        state[at + 1] = xDot + tau * xAcc;
        state[at + 2] = turned < 0 ? turned + circle : turned;
        state[at + 3] = newThetaDot;
        state[at + 4]! += tau;

        const isUp =
          Math.cos(state[at + 2]!) > height_threshold &&
          Math.abs(newThetaDot) < theta_dot_threshold &&
          Math.abs(newX) < x_reward_threshold;
        outcome.reward = -Math.abs(push) * move_cost + (isUp ? 1 : 0);
        outcome.terminated = state[at + 4]! > max_time || Math.abs(newX) > xThreshold;
      },

      observe(state, at, observations, observationAt) {
        const x = state[at]!;
        const theta = state[at + 2]!;
        const thetaDot = state[at + 3]!;
        observations[observationAt] = x / xThreshold;
        observations[observationAt + 1] = state[at + 1]! / xThreshold;
        observations[observationAt + 2] = Math.sin(theta);
        observations[observationAt + 3] = Math.cos(theta);
        observations[observationAt + 4] = thetaDot;
        observations[observationAt + 5] = state[at + 4]! / max_time;
        observations[observationAt + 6] = Math.abs(x) < x_reward_threshold ? 1 : -1;
        observations[observationAt + 7] = Math.abs(thetaDot) < theta_dot_threshold ? 1 : -1;
      },
    };
  },
});
