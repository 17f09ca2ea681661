import type { ParameterSpec } from '../../agents/index.ts';
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
    const stream = playerStream(player, 'parameters');
    for (const [leaf, parameter] of parameters.entries()) {
      values.set(parameter.initial(stream), index * layout.length + layout.offsets[leaf]!);
    }
  }
  return tf.tensor3d(values, [players.length, 1, layout.length]);
}
