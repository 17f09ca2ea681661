import * as tf from '../../tensors/tf.ts';
import { type LayerTensors, linear } from './network.ts';

/** What an LSTM remembers of rows, `[P, rows, width]` each. */
export type LstmState = { readonly hidden: tf.Tensor; readonly cell: tf.Tensor };

/** One step of an LSTM as haiku has it: gates in the order i, g, f, o, and 1 is added to that of forgetting. */
export function lstmStep(x: tf.Tensor, { hidden, cell }: LstmState, layer: LayerTensors): LstmState {
  const gates = linear(tf.concat([x, hidden], 2), layer);
  const [input, candidate, forget, output] = tf.split(gates, 4, 2) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const next = tf.add(
    tf.mul(tf.sigmoid(tf.add(forget, 1)), cell),
    tf.mul(tf.sigmoid(input), tf.tanh(candidate)),
  );
  return { hidden: tf.mul(tf.sigmoid(output), tf.tanh(next)), cell: next };
}
