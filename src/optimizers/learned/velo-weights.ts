import type { Weights, WeightTensor } from '../../weights/index.ts';
import type { Layer } from './network.ts';
import { type ScheduleNetwork, scheduleNetwork } from './schedule-network.ts';
import { groups } from './velo-network.ts';
import { pick, transposed } from './weights-setting.ts';

/** What VeLO is made of. */
export interface VeloNetwork {
  readonly schedule: ScheduleNetwork;
  /** How much of each network of the bank a tensor takes. */
  readonly controls: Layer;
  /** The layers of all networks of the bank, with the bank as their first axis. */
  readonly bank: readonly Layer[];
}

/** What the recurrent network is told of a tensor. */
const inputs = 30;

/**
 * VeLO's weights, of a file of flax with the names of haiku, or of a `.safetensors` file that has those of PyLO's VeLO_RNN
 * and VeLO_MLP together.
 */
export function veloNetwork(weights: Weights): VeloNetwork {
  return weights.tensors.has('lstm.linear.weight') ? ofPylo(weights) : ofFlax(weights);
}

function ofFlax(weights: Weights): VeloNetwork {
  const schedule = scheduleNetwork(weights, inputs);
  const width = schedule.hidden.shape[0]!;
  const sizes = new Map<string, number>();
  const stack = (name: string, shape: readonly (number | string)[]) =>
    pick(weights, `ff_mod_stack/~/${name}`, ['bank', ...shape], sizes);
  const blocks = groups.map((rows, index) => stack(`w0__${index}`, [rows, 'hidden']));
  return {
    schedule,
    controls: {
      kernel: pick(weights, 'rnn_params/rnn_to_controls/w', [width, 'bank'], sizes),
      bias: pick(weights, 'rnn_params/rnn_to_controls/b', ['bank'], sizes),
    },
    bank: [
      { kernel: besideEachOther(blocks), bias: stack('b0', ['hidden']) },
      { kernel: stack('w1', ['hidden', 'hidden']), bias: stack('b1', ['hidden']) },
      { kernel: stack('w2', ['hidden', 3]), bias: stack('b2', [3]) },
    ],
  };
}

function ofPylo(weights: Weights): VeloNetwork {
  const sizes = new Map<string, number>();
  const layer = (name: string, from: number | string, to: number | string): Layer => ({
    kernel: transposed(pick(weights, `${name}.weight`, [to, from], sizes)),
    bias: pick(weights, `${name}.bias`, [to], sizes),
  });
  const mix = layer('mix_layer2', inputs, 'width');
  const width = sizes.get('width')!;
  const state = pick(weights, 'lstm_init_state', [2, 'width'], sizes).values;
  const bank = (name: string, from: number | string, to: number | string): Layer => ({
    kernel: transposed(pick(weights, `${name}_weights_`, ['bank', to, from], sizes)),
    bias: pick(weights, `${name}_bias_`, ['bank', to], sizes),
  });
  return {
    schedule: {
      mix,
      final: layer('final_mix_layer', inputs, 'width'),
      lstm: layer('lstm.linear', 2 * width, 4 * width),
      stepSize: layer('step_size', 'width', 1),
      hidden: { values: state.slice(0, width), shape: [width] },
      cell: { values: state.slice(width), shape: [width] },
    },
    controls: layer('rnn_to_controls', 'width', 'bank'),
    bank: [bank('input', inputs, 'hidden'), bank('hidden', 'hidden', 'hidden'), bank('output', 'hidden', 3)],
  };
}

/** The blocks of all networks, `[bank, rows, hidden]` each, one above the other in every network. */
function besideEachOther(blocks: readonly WeightTensor[]): WeightTensor {
  const [bank, , hidden] = blocks[0]!.shape as [number, number, number];
  const values = Array.from({ length: bank }, (_, index) =>
    blocks.flatMap(({ values, shape: [, rows] }) => [
      ...values.slice(index * rows! * hidden, (index + 1) * rows! * hidden),
    ]),
  );
  return { values: Float64Array.from(values.flat()), shape: [bank, inputs, hidden] };
}
