import type { Tensor } from '../../src/tensors/tf.ts';
import type { NetworkParams } from './network.ts';

/** Derivatives along one direction of the tensors that a network has made so far. */
let tangents: Map<Tensor, Tensor> | null = null;

/**
 * The derivative of a network's outputs along a direction in its parameters, carried through its layers beside the outputs
 * themselves (forward mode): about twice the cost of a pass forward. Call within `tf.tidy`.
 *
 * @param params by name. @param direction of the same names and shapes.
 * @param forward computes the outputs from `params`.
 * @returns of the shape of the outputs; undefined for a network with layers that carry no derivatives.
 */
export function derivativeForward(
  params: NetworkParams,
  direction: NetworkParams,
  forward: () => Tensor,
): Tensor | undefined {
  const before = tangents;
  tangents = new Map(Object.entries(params).map(([name, tensor]) => [tensor, direction[name]!]));
  try {
    return tangents.get(forward());
  } finally {
    tangents = before;
  }
}

/**
 * Carries derivatives through a layer where somebody wants them. An input whose derivative nobody knows leaves the output
 * without one too.
 *
 * @param inputs of the layer, without those that are data.
 * @param derive the output's derivative from those of the inputs, in order.
 */
export function carryTangent(
  output: Tensor,
  inputs: readonly Tensor[],
  derive: (own: readonly Tensor[]) => Tensor,
): Tensor {
  if (tangents === null) return output;
  const own = inputs.map((input) => tangents!.get(input));
  if (own.every((each) => each !== undefined)) tangents.set(output, derive(own));
  return output;
}
