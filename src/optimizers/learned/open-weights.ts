import { UsageError } from '../../errors.ts';
import type { Weights, WeightTensor } from '../../weights/index.ts';
import type { Layer } from './network.ts';

/** Numbers that OPEN sees of a parameter. */
export const openInputs = 19;

/** What OPEN is made of: a gated recurrent unit, and two dense layers with layer norm before the last. */
export interface OpenNetwork {
  readonly hidden: number;
  /** Inputs → the reset gate, the update gate and the candidate. */
  readonly reset: Layer;
  readonly update: Layer;
  readonly candidate: Layer;
  /** Hidden state → the same, that of the candidate with a bias. */
  readonly fromHidden: {
    readonly reset: WeightTensor;
    readonly update: WeightTensor;
    readonly candidate: Layer;
  };
  /** Dense layer, scale and shift of the layer norm behind it. */
  readonly dense: readonly {
    readonly layer: Layer;
    readonly scale: WeightTensor;
    readonly shift: WeightTensor;
  }[];
  readonly output: Layer;
}

/**
 * OPEN's weights from the flat vector of its `.npy` files: the arrays in the order of their names, as JAX ravels them. The
 * dense layers are twice as wide as the hidden state, whose width follows from the length.
 *
 * @throws UsageError for a vector of another length.
 */
export function openNetwork({ path, tensors }: Weights): OpenNetwork {
  const values = tensors.get('')?.values;
  const hidden = values && widthOf(values.length);
  if (values === undefined || hidden === undefined) {
    throw new UsageError(
      `weights ${JSON.stringify(path)} are none of OPEN: ${values ? `the array has ${values.length} numbers` : 'it is no .npy file'}, not one vector of 1211 or 3571`,
    );
  }
  let at = 0;
  const next = (...shape: number[]): WeightTensor => {
    const size = shape.reduce((product, each) => product * each, 1);
    at += size;
    return { values: values.slice(at - size, at), shape };
  };
  const layer = (inputs: number, outputs: number): Layer => {
    const bias = next(outputs);
    return { bias, kernel: next(inputs, outputs) };
  };
  const wide = 2 * hidden;
  const fromHidden = {
    candidate: layer(hidden, hidden),
    reset: next(hidden, hidden),
    update: next(hidden, hidden),
  };
  const candidate = layer(openInputs, hidden);
  const reset = layer(openInputs, hidden);
  const update = layer(openInputs, hidden);
  const dense = [hidden, wide].map((inputs) => {
    const own = layer(inputs, wide);
    const shift = next(wide);
    return { layer: own, shift, scale: next(wide) };
  });
  return { hidden, reset, update, candidate, fromHidden, dense, output: layer(wide, 3) };
}

/** How many numbers a network has whose hidden state is so wide. */
function lengthOf(hidden: number): number {
  const wide = 2 * hidden;
  const recurrent = 3 * hidden * hidden + hidden + 3 * hidden * (1 + openInputs);
  return recurrent + wide * (1 + hidden) + wide * (1 + wide) + 4 * wide + 3 * (1 + wide);
}

function widthOf(length: number): number | undefined {
  return Array.from({ length: 256 }, (_, index) => index + 1).find((hidden) => lengthOf(hidden) === length);
}
