import type { Experience } from '../experience.ts';
import type { AdvantageDiagnostics } from './diagnostics.ts';

/** What a policy and a critic learn from, one entry a row of the experience. */
export interface Targets {
  readonly advantages: Float64Array;
  /** What the critic should have predicted. */
  readonly returns: Float64Array;
  /** What normalisation did to the advantages, for an estimator that has something to say about it. */
  readonly diagnostics?: AdvantageDiagnostics;
}

/**
 * Generalised advantage estimation (Schulman et al. 2016).
 *
 * δₜ = rₜ + γ V(sₜ₊₁) − V(sₜ), Aₜ = δₜ + γλ Aₜ₊₁ within an episode; return = A + V. An episode that met the time limit
 * without ending is bootstrapped with the value of its last observation, as in Stable-Baselines3.
 *
 * @param bootstrapTruncated false for CleanRL's way, which counts a time limit as an end.
 */
export function gae(
  experience: Experience,
  gamma: number,
  lambda: number,
  bootstrapTruncated = true,
): Targets {
  const { length, copies, copy, rewards, values, terminated, truncated, finalValues, nextValues } =
    experience;
  const advantages = new Float64Array(length);
  const returns = new Float64Array(length);
  const nextValue = Float64Array.from(nextValues);
  const nextAdvantage = new Float64Array(copies);
  for (let row = length - 1; row >= 0; row--) {
    const c = copy[row]!;
    if (terminated[row]) {
      nextValue[c] = 0;
      nextAdvantage[c] = 0;
    } else if (truncated[row]) {
      nextValue[c] = bootstrapTruncated ? finalValues[row]! : 0;
      nextAdvantage[c] = 0;
    }
    const delta = rewards[row]! + gamma * nextValue[c]! - values[row]!;
    const advantage = delta + gamma * lambda * nextAdvantage[c]!;
    advantages[row] = advantage;
    returns[row] = advantage + values[row]!;
    nextAdvantage[c] = advantage;
    nextValue[c] = values[row]!;
  }
  return { advantages, returns };
}
