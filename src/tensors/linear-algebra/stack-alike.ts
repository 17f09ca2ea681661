import * as tf from '../tf.ts';

/**
 * Runs a function once for all tensors of one shape, which it is handed one after the other along the members' axis. What
 * costs is the number of operations, and what works on every member by itself does to each what it would do alone.
 *
 * @param tensors each `[P, …, …]`
 * @param fn given `[copies · P, …, …]`, returns as many members; `copies` is how often every member is in there.
 * @returns what became of each tensor, in their order
 */
export function stackAlike(
  tensors: readonly tf.Tensor[],
  fn: (stack: tf.Tensor, copies: number) => tf.Tensor,
): tf.Tensor[] {
  const byShape = new Map<string, number[]>();
  for (const [index, { shape }] of tensors.entries()) {
    const kind = shape.join();
    byShape.set(kind, [...(byShape.get(kind) ?? []), index]);
  }
  const results: tf.Tensor[] = [];
  for (const indices of byShape.values()) {
    const alike = indices.map((index) => tensors[index]!);
    const [only] = alike;
    const parts =
      alike.length === 1 ? [fn(only!, 1)] : tf.split(fn(tf.concat(alike, 0), alike.length), alike.length);
    for (const [part, index] of indices.entries()) results[index] = parts[part]!;
  }
  return results;
}

/** A number of every member, or one for all, as a stack needs it. */
export function repeated(coefficient: number | tf.Tensor, copies: number): number | tf.Tensor {
  return typeof coefficient === 'number' || copies === 1 ? coefficient : tf.tile(coefficient, [copies, 1, 1]);
}
