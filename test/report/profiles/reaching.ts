import type { Made } from '../../store/made-runs.ts';

/** Runs that reach 50 after so many hundred steps and ten times as many seconds, or never; a run a seed. */
export function reaching(
  env: string,
  optimizer: string,
  hundreds: readonly (number | null)[],
  more: Made = {},
): Made[] {
  return hundreds.map((at, index) => ({
    env,
    optimizer,
    seed: index + 1,
    evaluations: Array.from({ length: 11 }, (_, i) => (at !== null && i >= at ? 60 : 0)),
    ...more,
  }));
}
