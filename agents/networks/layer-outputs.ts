import type { Tensor } from '../../src/tensors/tf.ts';

type Watch = (parameter: Tensor, output: Tensor) => void;

let watch: Watch | null = null;

/** Shows what a layer puts out to whoever watches. @param parameter one of the layer's, which tells whose output it is. */
export function layerOutput(parameter: Tensor, output: Tensor): Tensor {
  watch?.(parameter, output);
  return output;
}

/** Does some work and shows what layers put out meanwhile. Where layers are normalised, their outputs are shown twice. */
export function watchingLayers<T>(seen: Watch, work: () => T): T {
  const before = watch;
  watch = seen;
  try {
    return work();
  } finally {
    watch = before;
  }
}
