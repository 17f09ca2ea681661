import type { Vector3, Vector3Arithmetic } from './vector3.ts';

/** One move of the agent. */
export interface Move {
  readonly from: Vector3;
  readonly to: Vector3;
  readonly goal: Vector3;
  /** From `from` to the goal, and from `to`. */
  readonly distanceBefore: number;
  readonly distance: number;
  readonly arrived: boolean;
}

export type Reward = (move: Move, arithmetic: Vector3Arithmetic) => number;

/** The diagonal of the cube: no two points are farther apart. */
const longestDistance = Math.sqrt(12);

/** A straight enough way: the cosine of the angle between the move and the way to the goal. */
const aligned = 0.7;
const smallMove = 0.1;

/**
 * 15 for arriving, 5 for every cube diagonal gained, less 0.01 a step. The gain is a difference of potentials
 * (Ng, Harada & Russell 1999), so going to and fro earns nothing.
 */
const progress: Reward = ({ distanceBefore, distance, arrived }, { round }) =>
  (5 * round(distanceBefore - distance)) / longestDistance - 0.01 + (arrived ? 15 : 0);

/**
 * MILO's reward: `progress`, less the distance that is left, less 0.05 for a small move or plus half the length of a
 * large one that sets out towards the goal, wherever it ends. That last term can be collected on every step by jumping
 * over the goal and back, and pays more than arriving.
 */
const milo: Reward = (move, arithmetic) =>
  -move.distance / longestDistance + progress(move, arithmetic) + stride(move, arithmetic);

function stride({ from, to, goal }: Move, { subtract, norm, dot, direction }: Vector3Arithmetic): number {
  const step = subtract(to, from);
  const length = norm(step);
  if (length < smallMove) return -0.05;
  // From the goal itself no direction leads to it; the NaN that comes out compares false.
  const alignment = dot(direction(subtract(goal, from)), direction(step));
  return alignment > aligned ? 0.5 * length : 0;
}

export const rewards = { progress, milo } as const;
