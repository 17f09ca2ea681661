import { float32Box } from '../env-spec.ts';
import type { Task } from '../task.ts';

/** A space in which states 0 … n-1 are seen as n numbers, of which one is 1 and the others are 0. */
export const oneHotSpace = (n: number) => float32Box(Array<number>(n).fill(0), Array<number>(n).fill(1));

/** Shows a state that is one number from 0 to n-1. */
export function oneHot(n: number): Task['observe'] {
  return (state, at, observations, observationAt) => {
    observations.fill(0, observationAt, observationAt + n);
    observations[observationAt + state[at]!] = 1;
  };
}
