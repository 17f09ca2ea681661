import type { RandomStream } from '../src/random.ts';
import type { Vector3, Vector3Arithmetic } from './vector3.ts';

/** How near to the start a goal may be. */
export const nearestGoal = 0.3;

/** A goal that is neither at hand nor out of the way. */
export function drawGoal(
  stream: RandomStream,
  start: Vector3,
  { round, subtract, norm }: Vector3Arithmetic,
): Vector3 {
  for (;;) {
    const goal: Vector3 = [
      round(stream.uniform(-0.8, 0.8)),
      round(stream.uniform(-0.8, 0.8)),
      round(stream.uniform(-0.8, 0.8)),
    ];
    const distance = norm(subtract(goal, start));
    if (distance >= nearestGoal && distance <= 1) return goal;
  }
}
