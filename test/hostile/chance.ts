import seedrandom from 'seedrandom';

/** Draws of a seed: the same in every run, so that a fault can be looked at again. */
export interface Chance {
  /** A whole number from 0 up to but without `end`. */
  below(end: number): number;
  one<T>(of: readonly T[]): T;
}

export function chanceOf(seed: string): Chance {
  const draw = seedrandom(seed);
  const below = (end: number): number => Math.floor(draw() * end);
  return { below, one: (of) => of[below(of.length)]! };
}
