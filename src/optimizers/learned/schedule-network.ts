import * as tf from '../../tensors/tf.ts';
import type { Weights, WeightTensor } from '../../weights/index.ts';
import type { Params } from '../entry/optimizer.ts';
import { type LstmState, lstmStep } from './lstm.ts';
import { constant, type Layer, type LayerTensors, layerTensors, linear } from './network.ts';
import { pick } from './weights-setting.ts';

/** The recurrent network by which VeLO and Celo decide how far to go. */
export interface ScheduleNetwork {
  /** Its outputs, behind ReLU, are compared between the rows, and the largest go to all of them. */
  readonly mix: Layer;
  readonly final: Layer;
  readonly lstm: Layer;
  readonly stepSize: Layer;
  readonly hidden: WeightTensor;
  readonly cell: WeightTensor;
}

/** The network in a file of flax, with the names of haiku; `inputs` are what it is told of a row. */
export function scheduleNetwork(weights: Weights, inputs: number): ScheduleNetwork {
  const sizes = new Map<string, number>();
  const layer = (name: string, from: number | string, to: number | string): Layer => ({
    kernel: pick(weights, `rnn_params/${name}/w`, [from, to], sizes),
    bias: pick(weights, `rnn_params/${name}/b`, [to], sizes),
  });
  const state = (name: string) => pick(weights, `lstm_init_state/${name}`, ['width'], sizes);
  const [hidden, cell] = [state('hidden'), state('cell')];
  const width = hidden.shape[0]!;
  return {
    mix: layer('linear_1', inputs, 'width'),
    final: layer('linear_2', inputs, 'width'),
    lstm: layer('rnn/linear', 2 * width, 4 * width),
    stepSize: layer('step_size', 'width', 1),
    hidden,
    cell,
  };
}

/** The state to begin with, the same for every row. */
export function firstState({ hidden, cell }: ScheduleNetwork, params: Params, rows: number): LstmState {
  const members = Object.values(params)[0]!.shape[0]!;
  const everywhere = (row: WeightTensor) =>
    tf.tile(constant({ values: row.values, shape: [1, row.shape[0]!] }), [members, rows, 1]);
  return { hidden: everywhere(hidden), cell: everywhere(cell) };
}

/** The network's next state for `[P, rows, inputs]`, and what it says of each row's step size, `[P, rows, 1]`. */
export function scheduleStep(
  network: ScheduleNetwork,
  inputs: tf.Tensor,
  state: LstmState,
): { state: LstmState; stepSize: tf.Tensor } {
  const of = (layer: Layer): LayerTensors => layerTensors(layer);
  const shared = tf.max(tf.relu(linear(inputs, of(network.mix))), 1, true);
  const x = tf.add(linear(inputs, of(network.final)), shared);
  const next = lstmStep(x, state, of(network.lstm));
  return { state: next, stepSize: linear(next.hidden, of(network.stepSize)) };
}
