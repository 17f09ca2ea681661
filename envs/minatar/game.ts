import { z } from 'zod';
import type { RandomStream } from '../../src/random.ts';
import { planesDrawing } from '../drawings/planes.ts';
import { defineEnv, type EnvEntry } from '../env-entry.ts';
import { float32Box } from '../env-spec.ts';

/** What MinAtar's six actions mean, the same in every game; a game may leave some without effect. */
export const moves = { none: 0, left: 1, up: 2, right: 3, down: 4, fire: 5 } as const;

/** Rows and columns of every game. */
export const side = 10;

/** What a step of a game led to. */
export interface GameStep {
  reward: number;
  over: boolean;
}

/** A game of MinAtar: its rules over the numbers of one copy's state. */
export interface Game {
  readonly name: string;
  readonly alias: string;
  readonly summary: string;
  /** What is shown in each plane. */
  readonly channels: readonly string[];
  /** Numbers that the game remembers. */
  readonly stateLength: number;
  /** Whether it becomes harder in the course of an episode. */
  readonly ramps: boolean;
  /** Begins; all numbers are 0 before. */
  reset(game: Float64Array, stream: RandomStream): void;
  /** @param ramping whether it may become harder. @param step with no reward, and not over. */
  act(game: Float64Array, action: number, stream: RandomStream, ramping: boolean, step: GameStep): void;
  /** Says which places of which planes are set, rows and columns from 0 to 9. */
  show(game: Float64Array, set: (row: number, column: number, channel: number) => void): void;
}

const common = z.object({
  sticky_action_prob: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('probability that the action of the step before is repeated'),
  max_episode_steps: z
    .int()
    .positive()
    .default(5000)
    .describe('steps after which an episode is truncated; MinAtar has no limit'),
});

const rampingToo = common.extend({
  difficulty_ramping: z
    .boolean()
    .default(true)
    .describe('whether the game becomes harder in the course of an episode'),
});

/**
 * A game of MinAtar (Young & Tian 2019, "MinAtar: An Atari-inspired testbed for thorough and reproducible reinforcement
 * learning experiments"), after version 1.0.15 of its package.
 *
 * Observations are 10 · 10 · channels zeros and ones, row after row, the channels of a place together. State: the last
 * action, then the game's own numbers. Other than in the package an episode begins without a last action.
 */
export function minatarEnv(game: Game): EnvEntry {
  const { channels, ramps } = game;
  const length = side * side * channels.length;
  return defineEnv({
    name: game.name,
    aliases: [game.alias],
    summary: game.summary,
    source: 'MinAtar 1.0.15; Young & Tian 2019',
    settings: ramps ? rampingToo : common,
    drawing: () => planesDrawing(side, side, channels.length),
    create(options, id) {
      const { sticky_action_prob, max_episode_steps } = options;
      const ramping = 'difficulty_ramping' in options && options.difficulty_ramping === true;
      const step: GameStep = { reward: 0, over: false };
      const own = (state: Float64Array, at: number) => state.subarray(at + 1, at + 1 + game.stateLength);
      return {
        spec: {
          id,
          observationSpace: float32Box(Array<number>(length).fill(0), Array<number>(length).fill(1)),
          actionSpace: { kind: 'discrete', n: 6 },
          maxEpisodeSteps: max_episode_steps,
          rewardThreshold: null,
          success: null,
          picture: { height: side, width: side, channels: channels.length },
          stateLength: 1 + game.stateLength,
        },

        reset(state, at, stream) {
          state[at] = moves.none;
          // All numbers are written, so that the last one is known for the game's own: see counted-steps.ts.
          game.reset(own(state, at).fill(0), stream);
        },

        step(state, at, actions, actionAt, outcome, _elapsed, stream) {
          if (!(stream.uniform() < sticky_action_prob)) state[at] = actions[actionAt]!;
          step.reward = 0;
          step.over = false;
          game.act(own(state, at), state[at]!, stream, ramping, step);
          outcome.reward = step.reward;
          outcome.terminated = step.over;
        },

        observe(state, at, observations, observationAt) {
          observations.fill(0, observationAt, observationAt + length);
          game.show(own(state, at), (row, column, channel) => {
            observations[observationAt + (row * side + column) * channels.length + channel] = 1;
          });
        },
      };
    },
  });
}
