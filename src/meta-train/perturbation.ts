import { RandomStream } from '../random.ts';
import { normalVector } from '../search/index.ts';

/**
 * The direction of a pair of candidates: standard normal numbers, which seed, generation and pair name, so that nothing has
 * to be remembered to draw them again.
 *
 * @param generation 1, 2, …
 * @param pair 0, 1, …
 */
export function perturbation(seed: number, generation: number, pair: number, size: number): Float64Array {
  const stream = RandomStream.of(seed, 'meta-training', 'perturbation', generation, pair);
  return normalVector(size, () => stream.normal());
}
