import type { Drawing } from '../../envs/index.ts';

/** A moment of an episode that was played. */
export interface Frame {
  /** Of each agent. */
  readonly observations: readonly Float32Array[];
  /** What each agent did to come here; null at the start. */
  readonly actions: readonly (readonly number[])[] | null;
  /** Sum of the rewards until here, of a team the mean over its agents. */
  readonly total: number;
}

/** An episode that the policy of a run has played. */
export interface Episode {
  readonly run: number;
  readonly optimizer: string;
  readonly learningRate: number | null;
  readonly runSeed: number;
  readonly env: string;
  readonly drawing: Drawing;
  /** 0, 1, … of the run's; episodes of the same number and environment start alike. */
  readonly episode: number;
  /** The start, and one for every step. */
  readonly frames: readonly Frame[];
  /** null where episodes neither succeed nor fail. */
  readonly success: boolean | null;
}

/** The moment of a step, the last one where it is over by then. */
export function frameAt({ frames }: Episode, step: number): Frame {
  return frames[Math.min(step, frames.length - 1)]!;
}

/** Steps of the longest of some episodes. */
export function longest(episodes: readonly Episode[]): number {
  return Math.max(...episodes.map(({ frames }) => frames.length - 1));
}
