import { z } from 'zod';
import type { RandomStream } from '../src/random.ts';
import { clip } from './clip.ts';
import { float32Box } from './env-spec.ts';

const minPosition = -1.2;
const maxPosition = 0.6;
const maxSpeed = 0.07;

/** What both mountain cars let the user change. Lengths are in the valley's own unit, times in steps. */
export const valleySettings = {
  goal_velocity: z
    .number()
    .min(-maxSpeed)
    .max(maxSpeed)
    .default(0)
    .describe(
      'slowest velocity that counts as arriving, per step; below 0 the car may roll back over the goal',
    ),
  gravity: z
    .number()
    .positive()
    .default(0.0025)
    .describe('pull of the slope where it is steepest, per step²'),
};

/** Position and velocity. */
export const valleySpace = float32Box([minPosition, -maxSpeed], [maxPosition, maxSpeed]);

/** Puts the car near the bottom of the valley, at rest. */
export function park(state: Float64Array, at: number, stream: RandomStream): void {
  state[at] = stream.uniform(-0.6, -0.4);
  state[at + 1] = 0;
}

/**
 * One step of a car in a valley of height sin(3x) that ends at a wall on the left (Moore 1990): speed first, then
 * position with the new speed. The wall takes all speed from a car that runs into it; nothing else slows it down.
 *
 * @param push acceleration of the engine, per step².
 */
export function drive(state: Float64Array, at: number, push: number, gravity: number): void {
  const position = state[at]!;
  const velocity = clip(state[at + 1]! + (push - gravity * Math.cos(3 * position)), -maxSpeed, maxSpeed);
  const newPosition = clip(position + velocity, minPosition, maxPosition);
  state[at] = newPosition;
  state[at + 1] = newPosition === minPosition && velocity < 0 ? 0 : velocity;
}
