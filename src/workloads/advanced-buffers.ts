import type { NetworkBuffers } from '../../agents/index.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import type * as tf from '../tensors/tf.ts';

/**
 * What the buffers of networks become in a step of learning, `[P, 1, m]`. Call within `tf.tidy`.
 *
 * @param layout of parameters and buffers. @param vector `[P, 1, n]`, as `layout` has it.
 */
export function advancedBuffers(
  buffers: NetworkBuffers,
  layout: ParameterLayout,
  vector: tf.Tensor,
): tf.Tensor {
  const after = buffers.advance(layout.named(layout.split(vector)));
  const own = layout.buffers!;
  return own.join(own.ordered(after));
}
