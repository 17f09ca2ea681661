import type { ActionDistribution, Network } from '../../../agents/index.ts';
import type { SampledScores } from '../../optimizers/index.ts';
import type { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import { presentRows, type RowNumber, rowSlopes, slopesInOutputs } from '../row-slopes.ts';

/** Examples of every player. */
export interface LabelledRows {
  /** `[P, B, inputs]` */
  readonly inputs: tf.Tensor;
  /** int32 `[P, B]` */
  readonly labels: tf.Tensor;
  /** `[P, B]` */
  readonly weights: tf.Tensor;
}

/**
 * A classifier on the examples of a minibatch as a policy whose actions are the right labels, each with an advantage of 1: the
 * number of an example is the log-probability of its label. In parts of at most so many. Call within `tf.tidy`, as what is
 * returned.
 */
export function labelScoreParts(
  network: Network,
  distribution: ActionDistribution,
  layout: ParameterLayout,
  rows: LabelledRows,
  most: number,
): readonly ((vector: tf.Tensor) => SampledScores)[] {
  const score: RowNumber<LabelledRows> = {
    names: layout.trained.names,
    others: [],
    see: (params, { inputs }) => network.forward(params, inputs),
    judge: (seen, params, { labels }) => distribution.evaluate(seen, params, labels).logProb,
    apart: (batch) => eachTensor(batch, (x) => tf.reshape(x, [-1, 1, ...x.shape.slice(2)])),
  };
  const count = rows.labels.shape[1]!;
  const starts = [0];
  while (starts.at(-1)! + most < count) starts.push(starts.at(-1)! + most);
  return starts.map((from) => {
    const part = eachTensor(rows, (x) => tf.slice(x, [0, from], [x.shape[0]!, Math.min(most, count - from)]));
    return (vector) => {
      const params = layout.named(layout.split(vector));
      const present = presentRows(part);
      return {
        present,
        advantages: present,
        slopes: () => rowSlopes(params, part, score),
        outputSlopes: () => slopesInOutputs(params, part, score),
      };
    };
  });
}

function eachTensor(
  { inputs, labels, weights }: LabelledRows,
  change: (x: tf.Tensor) => tf.Tensor,
): LabelledRows {
  return { inputs: change(inputs), labels: change(labels), weights: change(weights) };
}
