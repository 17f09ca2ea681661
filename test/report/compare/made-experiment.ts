import {
  type CompareOptions,
  type Comparison,
  compareExperiment,
} from '../../../src/report/compare/index.ts';
import type { Store } from '../../../src/store/index.ts';
import { type Made, store } from '../../store/made-runs.ts';

/** One run a score, on seeds 1, 2, …: the untrained policy returns 0, the trained one the score. */
export function seeds(optimizer: string, scores: readonly number[], more: Made = {}): Made[] {
  return scores.map((score, index) => ({ optimizer, seed: index + 1, evaluations: [0, score], ...more }));
}

/** A file with one experiment of these runs. */
export function made(...runs: readonly (readonly Made[])[]): Store {
  return store(...runs.flat());
}

export function compared(options: CompareOptions, ...runs: readonly (readonly Made[])[]): Comparison {
  return compareExperiment(made(...runs).db, options);
}
