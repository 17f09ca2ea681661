import { RandomStream } from '../../random.ts';
import type { NamedShape } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';

/**
 * The parameters of a network of two layers, for problems in which it does not matter what they are for: rules for
 * matrices find kernels, one of them the head, and a vector.
 */
export const smallNetwork: readonly NamedShape[] = [
  { name: 'net.0.kernel', shape: [3, 4] },
  { name: 'net.0.bias', shape: [1, 4] },
  { name: 'net.1.kernel', shape: [4, 2] },
];

/** Numbers of {@link smallNetwork}. */
export const size = 24;

/** Where the minimum is: fixed numbers of about 1, none of them near 0, so that nothing is won by standing still. */
export const minimum: readonly number[] = fixed('minimum', size, (stream) => {
  const distance = stream.uniform(0.5, 1.5);
  return stream.uniform() < 0.5 ? -distance : distance;
});

/** Numbers that are the same for every seed. */
export function fixed(purpose: string, count: number, draw: (stream: RandomStream) => number): number[] {
  const stream = RandomStream.of(0, 'stress', purpose);
  return Array.from({ length: count }, () => draw(stream));
}

/** Standard normal numbers. */
export function normals(stream: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => stream.normal());
}

/** One row for all members, `[1, 1, n]`. */
export function row(values: readonly number[]): tf.Tensor {
  return tf.tensor(values as number[], [1, 1, values.length]);
}

/** From the minimum, `[P, 1, n]`. */
export function offset(x: tf.Tensor): tf.Tensor {
  return tf.sub(x, row(minimum));
}

/** Sums of each member, `[P, …, …]` → `[P]`. */
export function sums(x: tf.Tensor): tf.Tensor {
  return tf.sum(x, [1, 2]);
}

/** Half the sum of squares, `[P]`. */
export function halfSquares(x: tf.Tensor): tf.Tensor {
  return tf.mul(sums(tf.square(x)), 0.5);
}

/** Half the squared distance from the minimum, `[P]`. */
export function distance(x: tf.Tensor): tf.Tensor {
  return halfSquares(offset(x));
}

/** From 1 down to `last`, at equal ratios. */
export function descending(count: number, last: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.exp((Math.log(last) * index) / (count - 1)));
}

/** A bowl around the minimum, `[P]`. Its curvatures differ a little, from 1 to 1/10: no rate arrives in one step. */
export function bowl(x: tf.Tensor): tf.Tensor {
  return halfSquares(tf.mul(offset(x), row(gentle)));
}

/** Roots of the curvatures of {@link bowl}, layers alike. */
export const gentle: readonly number[] = mixedUp(descending(size, 0.1)).map(Math.sqrt);

/** In an order in which neighbours are far apart, so that every layer has large and small ones. @param values `size` numbers. */
export function mixedUp(values: readonly number[]): number[] {
  return values.map((_, index) => values[(index * 7) % size]!);
}

/** A bowl around {@link minimum}, begun at normal numbers: what many problems disturb. */
export const bowlParts = {
  parameters: smallNetwork,
  start: (stream: RandomStream) => normals(stream, size),
  loss: bowl,
} as const;
