import { UsageError } from '../../errors.ts';
import { type GramChoice, type GramFactor, gramTerms } from '../../tensors/linear-algebra/gram-solution.ts';
import * as tf from '../../tensors/tf.ts';
import type { Params } from '../entry/optimizer.ts';
import type { SampleSlopes } from '../entry/samples.ts';
import { mapNames } from './map-names.ts';

type SlopesByName = Readonly<Record<string, SampleSlopes>>;

/**
 * The least-squares solution of "the slopes of all samples times x are the errors", as weights of the samples: see
 * {@link gramTerms}.
 *
 * @param rule who asks.
 * @throws UsageError where nobody can wait for the host.
 */
export function termsOfSamples(
  rule: string,
  slopes: SlopesByName,
  errors: tf.Tensor,
  present: tf.Tensor,
  choice: GramChoice,
): { terms: tf.Tensor; rank: tf.Tensor } {
  if (tf.getBackend() === 'webgpu') {
    throw new UsageError(
      `${rule} takes Gram matrices apart on the host, which WebGPU lets nobody wait for; take another --backend`,
    );
  }
  const factors = new Map<tf.Tensor, GramFactor>();
  for (const { signals, inputs } of Object.values(slopes)) {
    const known = factors.get(signals) ?? { signals, inputs: [], ones: 0 };
    factors.set(
      signals,
      inputs ? { ...known, inputs: [...known.inputs, inputs] } : { ...known, ones: known.ones + 1 },
    );
  }
  return gramTerms([...factors.values()], errors, present, choice);
}

/** The sum of the samples' slopes, each times its weight, by name; 0 in parameters that no sample depends on. @param weights `[P, B]` */
export function sumOfSamples(slopes: SlopesByName, weights: tf.Tensor, like: Params): Params {
  const each = tf.expandDims(weights, 2);
  return mapNames(like, (param, name) => {
    const own = slopes[name];
    if (!own) return tf.zerosLike(param);
    const weighted = tf.mul(own.signals, each);
    return own.inputs
      ? tf.matMul(own.inputs, weighted, true, false)
      : tf.reshape(tf.sum(weighted, 1), param.shape);
  });
}

/** The slopes of every sample one after the other, in the order of `like`: `[P, B, n]`. */
export function rowsOfSamples(slopes: SlopesByName, like: Params): tf.Tensor {
  const rows = Object.entries(like).map(([name, param]) => {
    const { inputs, signals } = slopes[name]!;
    if (!inputs) return signals;
    const [members, samples] = signals.shape as [number, number];
    const outer = tf.mul(tf.expandDims(inputs, 3), tf.expandDims(signals, 2));
    return tf.reshape(outer, [members, samples, param.shape[1]! * param.shape[2]!]);
  });
  return rows.length === 1 ? rows[0]! : tf.concat(rows, 2);
}

/** How much each sample's number changes along a direction: `[P, B]`. */
export function alongSamples(slopes: SlopesByName, direction: Params): tf.Tensor {
  const parts = Object.entries(slopes).map(([name, { inputs, signals }]) => {
    const own = direction[name]!;
    const along = inputs ? tf.matMul(inputs, own) : tf.reshape(own, [own.shape[0]!, 1, -1]);
    return tf.sum(tf.mul(signals, along), 2);
  });
  return tf.addN(parts);
}
