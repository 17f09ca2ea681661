import { RandomStream } from '../../random.ts';

/**
 * The direction of a pair of candidates: standard normal numbers, which seed, generation and pair name, so that nothing has
 * to be remembered to draw them again.
 *
 * @param generation 1, 2, …
 * @param pair 0, 1, …
 */
export function perturbation(seed: number, generation: number, pair: number, size: number): Float64Array {
  const stream = RandomStream.of(seed, 'meta-training', 'perturbation', generation, pair);
  return Float64Array.from({ length: size }, () => stream.normal());
}

/** `theta + by · direction`: with both signs of `by`, the two candidates of an antithetic pair. */
export function moved(theta: Float64Array, direction: Float64Array, by: number): Float64Array {
  return theta.map((value, index) => value + by * direction[index]!);
}
