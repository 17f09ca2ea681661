import type { Picture } from '../src/picture.ts';
import type { ActionSpace, BoxSpace } from '../src/spaces.ts';

/** Where an agent sees itself and its goal, for tasks that move in space: indices of numbers in its observation. */
export interface Places {
  /** Two or three coordinates. */
  readonly position: readonly number[];
  readonly goal: readonly number[];
}

/** What there is to know about an environment without running it. */
export interface EnvSpec {
  /** Canonical name with the settings that were given: `cartpole`, `point-nav(reward=milo)`. */
  readonly id: string;
  /** Agents that share the environment and act at once, each with a policy of its own; mostly 1. */
  readonly agents: number;
  /** What each agent sees and does. */
  readonly observationSpace: BoxSpace;
  readonly actionSpace: ActionSpace;
  /** Steps after which an episode is truncated. */
  readonly maxEpisodeSteps: number;
  /** Mean return from which the task counts as solved, of a team that of its agents; null where nobody has defined one. */
  readonly rewardThreshold: number | null;
  /** What makes an episode a success, in words; null where episodes neither succeed nor fail. */
  readonly success: string | null;
  /** For tasks whose paths are worth drawing. */
  readonly places?: Places;
  /** For tasks whose observations are pictures. */
  readonly picture?: Picture;
  /** Numbers in the state of one copy, all of them the task's own. */
  readonly stateLength: number;
}

/**
 * A space of observations. Its bounds are rounded to float32 as the observations are, so that a variable at its bound
 * lies inside.
 */
export function float32Box(low: readonly number[], high: readonly number[]): BoxSpace {
  return { kind: 'box', low: low.map(Math.fround), high: high.map(Math.fround) };
}
