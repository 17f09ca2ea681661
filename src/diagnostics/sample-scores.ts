import type { SampledScores, SampleSlopes } from '../optimizers/index.ts';
import * as tf from '../tensors/tf.ts';

/** How much there is to learn from each sample, `[P, B]` each; 0 where none is present. */
export interface SampleScores {
  /** |A| · ‖∂ log π(a|s) / ∂ outputs‖; for a softmax |A| · ‖π(·|s) − e_a‖, and EL2N for a classifier. */
  readonly errors: tf.Tensor;
  /** ‖∇(A log π(a|s))‖ over all parameters that the policy depends on; GraNd for a classifier. */
  readonly gradients: tf.Tensor;
}

/**
 * Scores of the samples, of which no gradient is made: that of a kernel is an outer product, whose norm is the product of two.
 * Call within `tf.tidy`.
 *
 * Source: Paul, Ganguli & Dziugaite 2021, "Deep Learning on a Data Diet" (arXiv 2107.07075), sections 2 and 3;
 * mansheej/data_diet (git aee462e) `data_diet/scores.py`. The factor |A| is rl-bench's own.
 */
export function sampleScores(sampled: SampledScores): SampleScores {
  const squares = Object.values(sampled.slopes()).map(squaredNorms);
  return {
    errors: errorScores(sampled),
    gradients: tf.mul(tf.abs(sampled.advantages), tf.sqrt(tf.addN(squares))),
  };
}

/** {@link SampleScores.errors} alone, which cost a forward pass. */
export function errorScores({
  advantages,
  outputSlopes,
}: Pick<SampledScores, 'advantages' | 'outputSlopes'>): tf.Tensor {
  return tf.mul(tf.abs(advantages), tf.sqrt(ownSquares(outputSlopes())));
}

/** `[P, B]` */
function squaredNorms({ inputs, signals }: SampleSlopes): tf.Tensor {
  const squares = ownSquares(signals);
  return inputs ? tf.mul(ownSquares(inputs), squares) : squares;
}

/** `[P, B, n]` → `[P, B]` */
function ownSquares(rows: tf.Tensor): tf.Tensor {
  return tf.sum(tf.square(rows), 2);
}
