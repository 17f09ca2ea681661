import type { Normal } from '../search-rule.ts';

/** A vector of standard normal numbers. */
export function normalVector(length: number, normal: Normal): Float64Array {
  return Float64Array.from({ length }, () => normal());
}

/** `at + by · direction`, number by number. */
export function moved(at: Float64Array, direction: Float64Array, by: number): Float64Array {
  return at.map((value, index) => value + by * direction[index]!);
}

/**
 * Directions in pairs of opposite ones: all that are drawn, then their opposites in the same order, as es.py of
 * hardmaru/estool has them.
 */
export function antithetic(drawn: readonly Float64Array[]): Float64Array[] {
  return [...drawn, ...drawn.map((each) => each.map((value) => -value))];
}

/** The opposite of {@link moved}: `(to - from) / by`. */
export function stepsBetween(from: Float64Array, to: Float64Array, by: number): Float64Array {
  return to.map((value, index) => (value - from[index]!) / by);
}
