import type { ParameterSpec } from '../../agents/index.ts';
import type { RandomStream } from '../random.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';
import { type Player, playerStream } from '../training/players.ts';

/**
 * Starting parameters `[P, 1, n]`. Members of one seed start alike, whatever their optimizer.
 *
 * @param begin what a player begins with, given what its seed has drawn. Default: that.
 */
export function initialVector(
  layout: ParameterLayout,
  parameters: readonly ParameterSpec[],
  players: readonly Player[],
  begin = (_: Player, drawn: Float32Array): Float32Array => drawn,
): tf.Tensor {
  const values = new Float32Array(players.length * layout.length);
  for (const [index, player] of players.entries()) {
    const drawn = initialValues(layout, parameters, playerStream(player, 'parameters'));
    values.set(begin(player, drawn), index * layout.length);
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
