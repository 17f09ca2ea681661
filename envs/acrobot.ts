import { z } from 'zod';
import { acrobotEquations } from './acrobot-equations.ts';
import { clip } from './clip.ts';
import { acrobotDrawing } from './drawings/acrobot.ts';
import { defineEnv } from './env-entry.ts';
import { float32Box } from './env-spec.ts';
import { rungeKutta4 } from './runge-kutta.ts';

const settings = z.object({
  gravity: z.number().nonnegative().default(9.8).describe('acceleration of gravity, m/s²'),
  link_mass_1: z.number().positive().default(1).describe('mass of the upper link, kg'),
  link_mass_2: z.number().positive().default(1).describe('mass of the lower link, kg'),
  link_com_pos_1: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('centre of mass of the upper link, m from its joint'),
  link_com_pos_2: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('centre of mass of the lower link, m from its joint'),
  link_moi: z.number().positive().default(1).describe('moment of inertia of either link, kg·m²'),
  book_or_nips: z
    .enum(['book', 'nips'])
    .default('book')
    .describe("equations of motion: Sutton & Barto's book, or Sutton 1996, which lost a term"),
  max_episode_steps: z.int().positive().default(500).describe('steps after which an episode is truncated'),
});

const secondsPerStep = 0.2;
const maxSpeed1 = 4 * Math.PI;
const maxSpeed2 = 9 * Math.PI;
const turn = 2 * Math.PI;

/** Return from which the task counts as solved: on average the tip is up within 100 steps. */
const solved = -100;

/**
 * Swing the tip of a two-link chain above a height of one link by a motor in the middle joint (Sutton 1996), as
 * Gymnasium's Acrobot-v1: links of 1 m, a torque of -1, 0 or 1 N·m held for 0.2 s, one Runge–Kutta step each, and a
 * reward of -1 on every step but the last.
 *
 * State: θ₁ (0 hangs down), θ₂ (relative to the first link), both in [-π, π], θ̇₁, θ̇₂.
 */
export const acrobot = defineEnv({
  name: 'acrobot',
  aliases: ['Acrobot-v1'],
  summary: 'swing up a two-link chain by a motor in its middle joint',
  source: 'Gymnasium Acrobot-v1; Sutton 1996; Sutton & Barto 1998, section 11.3',
  settings,
  drawing: () => acrobotDrawing,
  create(options, id) {
    const { max_episode_steps } = options;
    const high = [1, 1, 1, 1, maxSpeed1, maxSpeed2];
    const low = high.map((bound) => -bound);
    const integrate = rungeKutta4(5, acrobotEquations(options));
    const chain = new Float64Array(5);

    return {
      spec: {
        id,
        observationSpace: float32Box(low, high),
        actionSpace: { kind: 'discrete', n: 3 },
        maxEpisodeSteps: max_episode_steps,
        // Under a limit this short even a chain that never swings up would return as much.
        rewardThreshold: max_episode_steps > -solved ? solved : null,
        success: 'the tip swings above one link length',
        stateLength: 4,
      },

      // The reference rounds the initial state, and no later one, to float32.
      reset(state, at, stream) {
        for (let i = 0; i < 4; i++) state[at + i] = Math.fround(stream.uniform(-0.1, 0.1));
      },

      step(state, at, actions, actionAt, outcome) {
        for (let i = 0; i < 4; i++) chain[i] = state[at + i]!;
        chain[4] = actions[actionAt]! - 1;
        integrate(chain, secondsPerStep);
        const theta1 = wrap(chain[0]!);
        const theta2 = wrap(chain[1]!);
        state[at] = theta1;
        state[at + 1] = theta2;
        state[at + 2] = clip(chain[2]!, -maxSpeed1, maxSpeed1);
        state[at + 3] = clip(chain[3]!, -maxSpeed2, maxSpeed2);

        const up = -Math.cos(theta1) - Math.cos(theta1 + theta2) > 1;
        outcome.reward = up ? 0 : -1;
        outcome.terminated = up;
        outcome.success = up;
      },

      observe(state, at, observations, observationAt) {
        observations[observationAt] = Math.cos(state[at]!);
        observations[observationAt + 1] = Math.sin(state[at]!);
        observations[observationAt + 2] = Math.cos(state[at + 1]!);
        observations[observationAt + 3] = Math.sin(state[at + 1]!);
        observations[observationAt + 4] = state[at + 2]!;
        observations[observationAt + 5] = state[at + 3]!;
      },
    };
  },
});

/** The angle in [-π, π], both ends included, that differs from `angle` by the fewest whole turns. */
function wrap(angle: number): number {
  const turns = Math.ceil((Math.abs(angle) - Math.PI) / turn);
  return angle - Math.sign(angle) * turns * turn;
}
