import type { OptimizerEntry } from './optimizer.ts';

/** An entry with its defaults, as it may be written: `ADAM`, and `CLIP(ADAM)` for a wrapper. */
export function exampleOf({ name, wraps }: Pick<OptimizerEntry, 'name' | 'wraps'>): string {
  return wraps ? `${name}(ADAM)` : name;
}
