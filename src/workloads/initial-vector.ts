import type { NetworkBuffers, ParameterSpec } from '../../agents/index.ts';
import type { RandomStream } from '../random.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';
import { type Player, playerStream } from '../training/players.ts';

/** What there is beside drawn parameters. */
interface Beginning {
  readonly begin?: (player: Player, drawn: Float32Array) => Float32Array;
  readonly buffers?: NetworkBuffers | undefined;
}

/**
 * Starting parameters, and buffers behind them, `[P, 1, n]` as `layout` has them. Members of one seed start alike, whatever their
 * optimizer, and have the same parameters with buffers and without.
 *
 * @param begin what a player begins with, given what its seed has drawn. Default: that.
 */
export function initialVector(
  layout: ParameterLayout,
  parameters: readonly ParameterSpec[],
  players: readonly Player[],
  { begin, buffers }: Beginning = {},
): tf.Tensor {
  const values = new Float32Array(players.length * layout.length);
  for (const [index, player] of players.entries()) {
    const drawn = initialValues(layout, parameters, playerStream(player, 'parameters'), buffers);
    values.set(begin?.(player, drawn) ?? drawn, index * layout.length);
  }
  return tf.tensor3d(values, [players.length, 1, layout.length]);
}

/** Those of one player, `[n]`. */
export function initialValues(
  { length, offsets }: ParameterLayout,
  parameters: readonly ParameterSpec[],
  stream: RandomStream,
  buffers?: NetworkBuffers,
): Float32Array {
  const values = new Float32Array(length);
  const drawn = new Map<string, Float64Array>();
  for (const [leaf, parameter] of parameters.entries()) {
    drawn.set(parameter.name, parameter.initial(stream));
    values.set(drawn.get(parameter.name)!, offsets[leaf]!);
  }
  for (const [place, buffer] of (buffers?.specs ?? []).entries()) {
    drawn.set(
      buffer.name,
      buffer.initial(stream, (name) => drawn.get(name)!),
    );
    values.set(drawn.get(buffer.name)!, offsets[parameters.length + place]!);
  }
  return values;
}
