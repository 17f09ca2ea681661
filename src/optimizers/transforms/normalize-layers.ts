import { lowerMedian } from '../../tensors/lower-median.ts';
import { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import { type LayerMapping, layersOf } from '../layers.ts';
import type { Optimizer, Params } from '../optimizer.ts';
import { common, perMember } from '../per-member.ts';
import { type NoState, stateless } from './chain.ts';
import { type Mix, type MixSettings, mixOf, standardize } from './standardize.ts';

/** A layer whose largest magnitude is beyond these is standardised by median and median absolute deviation. */
const huge = 1e4;
const tiny = 1e-6;
/** Times this, the median absolute deviation of a normal distribution is its standard deviation. */
const madToDeviation = 1.4826;

/**
 * Standardises every layer as a whole; `layer_wise=true` of MILO.
 *
 * A layer of very large or very small gradients goes by robust statistics instead, clamped to ±10⁴ and with nothing of
 * the raw gradient left, whatever `scale_aware` says. Otherwise, if `scale_aware` asks for a mixture and `scale_factor`
 * is not strictly between 0 and 1, the layer stays as it is (so does the reference). A layer of one number, whose
 * deviation does not exist, stays as it is too (there the reference gives NaN).
 */
export function normalizeLayers(
  members: readonly (MixSettings & { readonly layer_mapping: LayerMapping })[],
): Optimizer<NoState> {
  const mapping = common(members, 'layer_mapping');
  const coefficients = perMember(members, (member) => {
    const mix = mixOf(member);
    const mixes = !member.scale_aware || (mix.raw > 0 && mix.raw < 1);
    return mixes ? mix : { ...mix, standardized: 0, raw: 1 };
  });
  return stateless(
    (gradients, _params, context) => {
      const mix = coefficients(context);
      const layers = layersOf(Object.keys(gradients), mapping);
      return Object.assign({ ...gradients }, ...layers.map((names) => normalizeLayer(gradients, names, mix)));
    },
    { elementwise: false },
  );
}

function normalizeLayer(gradients: Params, names: readonly string[], mix: Mix): Params {
  const [name] = names;
  if (names.length === 1) return { [name!]: normalize(gradients[name!]!, mix) };
  const layout = new ParameterLayout(
    names.map((each) => ({ name: each, shape: gradients[each]!.shape.slice(1) as [number, number] })),
  );
  return layout.named(layout.split(normalize(layout.join(layout.ordered(gradients)), mix)));
}

function normalize(x: tf.Tensor, mix: Mix): tf.Tensor {
  const count = x.size / x.shape[0]!;
  if (count < 2) return x;
  const plain = standardize(x, [1, 2], mix);
  const largest = tf.max(tf.abs(x), [1, 2], true);
  if (!mayBeExtreme(largest)) return plain;
  const extreme = tf.logicalOr(tf.greater(largest, huge), tf.less(largest, tiny));
  return tf.where(extreme, standardizeRobustly(x, mix), plain);
}

/**
 * Whether any member needs the robust path, which sorts and is slow. WebGPU cannot be asked without waiting, so there
 * both are worked out every time.
 */
function mayBeExtreme(largest: tf.Tensor): boolean {
  if (tf.getBackend() === 'webgpu') return true;
  return largest.dataSync().some((each: number) => each > huge || each < tiny);
}

function standardizeRobustly(x: tf.Tensor, { eps }: Mix): tf.Tensor {
  const clamped = tf.clipByValue(x, -huge, huge);
  const centered = tf.sub(clamped, lowerMedian(clamped));
  const deviation = tf.mul(lowerMedian(tf.abs(centered)), madToDeviation);
  return tf.div(centered, tf.add(deviation, eps));
}
