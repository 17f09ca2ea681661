import type { Experience } from '../experience.ts';

/**
 * Discounted sums of the rewards from each step to the end of its episode: Rₜ = rₜ + γ Rₜ₊₁ (Williams 1992).
 *
 * @param bootstrap true to add the discounted value of the last observation where an episode met the time limit; false
 * to take the time limit for an end.
 */
export function returnsToGo(experience: Experience, gamma: number, bootstrap: boolean): Float64Array {
  const { length, copies, copy, rewards, terminated, truncated, finalValues } = experience;
  const returns = new Float64Array(length);
  const rest = new Float64Array(copies);
  for (let row = length - 1; row >= 0; row--) {
    const c = copy[row]!;
    if (terminated[row]) rest[c] = 0;
    else if (truncated[row]) rest[c] = bootstrap ? finalValues[row]! : 0;
    rest[c] = rewards[row]! + gamma * rest[c]!;
    returns[row] = rest[c]!;
  }
  return returns;
}
