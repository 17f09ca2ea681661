import type { RandomStream } from '../../src/random.ts';

/**
 * An index, drawn by its probability as Gymnasium's `categorical_sample` draws it: the first whose cumulated probability
 * exceeds a uniform number. What is certain draws nothing.
 */
export function drawn(probabilities: readonly number[], stream: RandomStream): number {
  const last = probabilities.length - 1;
  if (last === 0) return 0;
  const uniform = stream.uniform();
  let sum = 0;
  for (let index = 0; index < last; index++) {
    sum += probabilities[index]!;
    if (sum > uniform) return index;
  }
  return last;
}
