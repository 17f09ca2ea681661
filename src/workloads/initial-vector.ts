import type { ParameterSpec } from '../../agents/index.ts';
import type { RandomStream } from '../random.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';
import { type Player, playerStream } from '../training/players.ts';

/** Starting parameters `[P, 1, n]`. Members of one seed start alike, whatever their optimizer. */
export function initialVector(
  layout: ParameterLayout,
  parameters: readonly ParameterSpec[],
  players: readonly Player[],
): tf.Tensor {
  const values = new Float32Array(players.length * layout.length);
  for (const [index, player] of players.entries()) {
    values.set(initialValues(layout, parameters, playerStream(player, 'parameters')), index * layout.length);
  }
  return tf.tensor3d(values, [players.length, 1, layout.length]);
}

/** Those of one player, `[n]`. */
export function initialValues(
  { length, offsets }: ParameterLayout,
  parameters: readonly ParameterSpec[],
  stream: RandomStream,
): Float32Array {
  const values = new Float32Array(length);
  for (const [leaf, parameter] of parameters.entries()) values.set(parameter.initial(stream), offsets[leaf]!);
  return values;
}
