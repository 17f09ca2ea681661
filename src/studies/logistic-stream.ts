import { RandomStream } from '../random.ts';

/** A logistic model with known weights, and samples that are drawn from it one after the other. */
export interface LogisticModel {
  /** The next sample: `dimension` inputs and a label, 0 or 1. */
  draw(): { readonly inputs: Float64Array; readonly label: number };
}

/**
 * @param signal length of the true weights: the larger it is, the surer labels are. @param purpose tells streams of one seed apart;
 *   their weights are the same.
 */
export function logisticModel(
  seed: number,
  dimension: number,
  signal: number,
  purpose: string,
): LogisticModel {
  const ofWeights = RandomStream.of(seed, 'logistic weights');
  const direction = Float64Array.from({ length: dimension }, () => ofWeights.normal());
  const length = Math.hypot(...direction);
  const weights = direction.map((value) => (signal * value) / length);
  const stream = RandomStream.of(seed, 'logistic samples', purpose);
  return {
    draw() {
      const inputs = Float64Array.from({ length: dimension }, () => stream.normal());
      return { inputs, label: Number(stream.uniform() < probability(weights, inputs)) };
    },
  };
}

/** Of the label 1. */
function probability(weights: Float64Array, inputs: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * inputs[i]!;
  return 1 / (1 + Math.exp(-sum));
}

/** The gradient of a sample's loss −log p(label) in the weights. */
export function logisticGradient(
  weights: Float64Array,
  { inputs, label }: ReturnType<LogisticModel['draw']>,
): Float64Array {
  const miss = probability(weights, inputs) - label;
  return inputs.map((value) => miss * value);
}

/** The mean of −log p(label), in nats. */
export function logisticLoss(
  weights: Float64Array,
  samples: readonly ReturnType<LogisticModel['draw']>[],
): number {
  let total = 0;
  for (const { inputs, label } of samples) {
    const right = probability(weights, inputs);
    total -= Math.log(Math.max(label === 1 ? right : 1 - right, Number.MIN_VALUE));
  }
  return total / samples.length;
}
