import type { Tensor } from '../../src/tensors/tf.ts';

/** A layer as it is at work on some rows. */
export interface SeenLayer {
  /** One of its parameters, which tells whose output it is. */
  readonly parameter: Tensor;
  readonly output: Tensor;
  /** Of a layer of pictures: places of a row, at each of which every unit stands. `output` is `[P, B · places, units]`. Default: 1. */
  readonly places?: number;
  /** What `parameter`, a kernel, was multiplied by, `[P, B, in]`; left out where it is no kernel. */
  readonly input?: Tensor;
  /**
   * Vectors `[P, 1, out]` that meet every row for itself, so that they may have a row for each, `[P, B, out]`. The first is
   * added to the products with the kernel, where there is one.
   */
  readonly vectors: readonly Tensor[];
}

type Watch = (layer: SeenLayer) => void;

let watch: Watch | null = null;

/** Shows a layer to whoever watches. @returns its output. */
export function layerOutput(layer: SeenLayer): Tensor {
  watch?.(layer);
  return layer.output;
}

/** Does some work and shows the layers meanwhile. Where layers are normalised, or take a sign, they are shown again. */
export function watchingLayers<T>(seen: Watch, work: () => T): T {
  const before = watch;
  watch = seen;
  try {
    return work();
  } finally {
    watch = before;
  }
}
