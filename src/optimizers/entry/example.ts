import type { OptimizerEntry } from './optimizer.ts';

/** An entry with its defaults, as it may be written: `ADAM`, and `CLIP(ADAM)` for a wrapper. */
export function exampleOf({ name, wraps }: Pick<OptimizerEntry, 'name' | 'wraps'>): string {
  return wraps ? `${name}(ADAM)` : name;
}

/**
 * True for an entry that can be made without a file of its user's, and trains whatever there is to train, so that it stands
 * where all of them are meant.
 */
export function standsAlone({
  pin,
  streams,
  values,
  samples,
}: Pick<OptimizerEntry, 'pin' | 'streams' | 'values' | 'samples'>): boolean {
  return pin === undefined && streams !== true && values !== true && samples !== true;
}
