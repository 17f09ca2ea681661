import { lowerMedian } from '../../tensors/lower-median.ts';
import { defineOp } from '../../tensors/op.ts';
import { chooseBy } from '../../tensors/replay/now-recording.ts';
import * as tf from '../../tensors/tf.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { type LayerMapping, layersOf } from '../layout/layers.ts';
import { common, perMember } from '../members/per-member.ts';
import { type NoState, stateless } from './chain.ts';
import { layoutOf } from './flatten.ts';
import { countOf, type Mix, type MixSettings, mixOf, standardizeGroups } from './standardize.ts';

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
      const layouts = layersOf(Object.keys(gradients), mapping)
        .map((names) => layoutOf(Object.fromEntries(names.map((name) => [name, gradients[name]!]))))
        .filter((layout) => layout.length > 1);
      // A layer of one tensor need not be joined.
      const layers = layouts.map((layout) =>
        layout.names.length === 1 ? gradients[layout.names[0]!]! : layout.join(layout.ordered(gradients)),
      );
      const plain = standardizeGroups(layers, layers.map(countOf), mix);
      const normalized = standardizeExtremes(layers, plain, mix);
      const named = layouts.map((layout, index) =>
        layout.named(layout.names.length === 1 ? [normalized[index]!] : layout.split(normalized[index]!)),
      );
      return Object.assign({ ...gradients }, ...named);
    },
    { elementwise: false },
  );
}

/** Layers `[P, rows, columns]`, under the numbers of their order → their largest magnitudes, `[P, 1, layers]`. */
export const largestMagnitudesOp = defineOp<string>({
  name: 'LargestMagnitudes',
  formula: (layers) => [
    tf.concat(
      Object.values(layers).map((layer) => tf.max(tf.abs(layer), [1, 2], true)),
      2,
    ),
  ],
});

/** `plain`, except that members' layers which are extreme are standardised by median and deviation from it. */
function standardizeExtremes(
  layers: readonly tf.Tensor[],
  plain: readonly tf.Tensor[],
  mix: Mix,
): readonly tf.Tensor[] {
  if (layers.length === 0) return plain;
  const [magnitudes] = largestMagnitudesOp(Object.fromEntries(layers.entries()), {});
  const extremes = mayBeExtreme(magnitudes!);
  if (!extremes.includes(true)) return plain;
  const each = tf.split(magnitudes!, layers.length, 2);
  return layers.map((layer, index) => {
    if (!extremes[index]) return plain[index]!;
    const extreme = tf.logicalOr(tf.greater(each[index]!, huge), tf.less(each[index]!, tiny));
    return tf.where(extreme, standardizeRobustly(layer, mix), plain[index]!);
  });
}

/**
 * Which layers need the robust path, which sorts and is slow, for any of the members: `[P, 1, layers]` → layers.
 * WebGPU cannot be asked without waiting, so there both paths are worked out for all of them every time.
 */
function mayBeExtreme(magnitudes: tf.Tensor): readonly boolean[] {
  const layers = magnitudes.shape[2]!;
  if (tf.getBackend() === 'webgpu') return new Array<boolean>(layers).fill(true);
  return chooseBy(magnitudes, (numbers) => {
    const extremes = new Array<boolean>(layers).fill(false);
    for (const [index, each] of numbers.entries()) {
      if (each > huge || each < tiny) extremes[index % layers] = true;
    }
    return extremes;
  });
}

function standardizeRobustly(x: tf.Tensor, { eps }: Mix): tf.Tensor {
  const clamped = tf.clipByValue(x, -huge, huge);
  const centered = tf.sub(clamped, lowerMedian(clamped));
  const deviation = tf.mul(lowerMedian(tf.abs(centered)), madToDeviation);
  return tf.div(centered, tf.add(deviation, eps));
}
