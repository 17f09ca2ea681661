import { defineOp } from '../tensors/op.ts';
import * as tf from '../tensors/tf.ts';

/** Sums over the numbers of one layer of one member, in the order of the op's results. */
export interface LayerSums {
  /** Σg over the minibatches of an update. */
  readonly sum: number;
  /** Σg² over them, minibatch by minibatch. */
  readonly squares: number;
  /** max|g| */
  readonly largest: number;
  /** Products of the summed gradients: this update's with itself, with the one before, that with itself. */
  readonly own: number;
  readonly dot: number;
  readonly previous: number;
  /** Σ(Δθ)² and Σθ². */
  readonly moved: number;
  readonly parameters: number;
}

/** Numbers of a layer. */
const columns = 8;

type Input = 'sum' | 'squares' | 'largest' | 'previous' | 'before' | 'after';

/**
 * Vectors `[P, 1, n]` → `[P, layers, 8]`, the columns those of {@link LayerSums}: all that has to leave the device.
 *
 * Inputs are three totals of gradients number by number, the first of them also as it was an update earlier, and the
 * parameters before and after the update.
 */
export const layerSumsOp = defineOp<Input, { readonly sizes: readonly number[] }>({
  name: 'LayerSums',
  formula({ sum, squares, largest, previous, before, after }, { sizes }) {
    const layersOf = (x: tf.Tensor) => (sizes.length === 1 ? [x] : tf.split(x, [...sizes], 2));
    const products = [
      tf.square(sum),
      tf.mul(sum, previous),
      tf.square(previous),
      tf.square(tf.sub(after, before)),
      tf.square(after),
    ];
    const added = layersOf(tf.concat([sum, squares, ...products], 1)).map((layer) => tf.sum(layer, 2));
    const largests = tf.stack(
      layersOf(largest).map((layer) => tf.max(layer, 2)),
      1,
    );
    const sums = tf.stack(added, 1);
    return [tf.concat([tf.slice(sums, [0, 0, 0], [-1, -1, 2]), largests, tf.slice(sums, [0, 0, 2])], 2)];
  },
});

/**
 * What the op has found, read from the device.
 *
 * @param values of its result `[P, layers, 8]`.
 * @returns member → layer.
 */
export function readLayerSums(values: Float32Array, layers: number): LayerSums[][] {
  const members = values.length / (layers * columns);
  return Array.from({ length: members }, (_, member) =>
    Array.from({ length: layers }, (_, layer) => sumsAt(values, (member * layers + layer) * columns)),
  );
}

/** (Written out, since this is made for every layer of every update, and objects of entries take several times as long.) */
function sumsAt(values: Float32Array, at: number): LayerSums {
  return {
    sum: values[at]!,
    squares: values[at + 1]!,
    largest: values[at + 2]!,
    own: values[at + 3]!,
    dot: values[at + 4]!,
    previous: values[at + 5]!,
    moved: values[at + 6]!,
    parameters: values[at + 7]!,
  };
}

/** The sums over all layers of a member. */
export function sumOfLayers(layers: readonly LayerSums[]): LayerSums {
  return layers.reduce((a, b) => ({
    sum: a.sum + b.sum,
    squares: a.squares + b.squares,
    largest: Math.max(a.largest, b.largest),
    own: a.own + b.own,
    dot: a.dot + b.dot,
    previous: a.previous + b.previous,
    moved: a.moved + b.moved,
    parameters: a.parameters + b.parameters,
  }));
}
