import type { NetworkParams } from '../../agents/index.ts';
import { derivativeForward } from '../../agents/networks/tangents.ts';
import { derivativeAlong } from '../tensors/derivatives.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import type * as tf from '../tensors/tf.ts';

/**
 * The derivative of what a network puts out along a direction: `[P, B, outputs]`. Networks whose layers carry derivatives
 * forward cost about two passes forward, others those of `derivativeAlong`. Call within `tf.tidy`.
 *
 * @param forward computes the outputs. @param at `[P, 1, n]`. @param direction `[P, 1, n]`
 */
export function outputSlopesOf(
  forward: (params: NetworkParams) => tf.Tensor,
  layout: ParameterLayout,
  at: tf.Tensor,
  direction: tf.Tensor,
): tf.Tensor {
  const named = (vector: tf.Tensor): NetworkParams => layout.named(layout.split(vector));
  const params = named(at);
  return (
    derivativeForward(params, named(direction), () => forward(params)) ??
    derivativeAlong((each) => forward(named(each)), at, direction)
  );
}
