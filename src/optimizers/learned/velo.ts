import { z } from 'zod';
import type { NamedShape } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import type { WeightTensor } from '../../weights/index.ts';
import { defineOptimizer, type Optimizer } from '../entry/optimizer.ts';
import { common, perMember } from '../members/per-member.ts';
import { chain } from '../transforms/chain.ts';
import { learningRate } from '../transforms/learning-rate.ts';
import { weightDecay } from '../transforms/weight-decay.ts';
import {
  type Accumulators,
  accumulate,
  accumulatorMemory,
  inShape,
  noAccumulators,
  remembered,
  type Seen,
} from './accumulators.ts';
import { exponent } from './adafac-rule.ts';
import { decaysOf } from './decays.ts';
import { sizeOfTensor, veloFeatures } from './features.ts';
import { clampGradients } from './gradient-limits.ts';
import { fractionFeatures, historyMemory, lossHistory, noHistory, numSteps } from './loss-history.ts';
import type { LstmState } from './lstm.ts';
import { constant, decoded, type LayerTensors, layerTensors, linear, perceptron } from './network.ts';
import { firstState, scheduleStep } from './schedule-network.ts';
import { type VeloNetwork, veloNetwork } from './velo-weights.ts';
import { pinWeights, weightsOf, weightsSettings } from './weights-setting.ts';

const settings = z.object({
  ...weightsSettings,
  lr: learningRate(
    1,
    "Google's, a factor on steps that have their own length (PyLO's 0.001 makes them 1000 times as short)",
  ),
  num_steps: numSteps,
  step_mult: z.number().min(0).default(0.001).describe("factor on every step; default: the reference's"),
  exp_mult: exponent,
  weight_decay: weightDecay(0, 'decoupled, of the parameters after the step'),
});

type Settings = z.output<typeof settings>;

/**
 * The large learned optimizer: for every tensor a recurrent network mixes a tiny network out of a bank of 256, which says
 * the steps of the tensor's numbers, and decides how far to go.
 *
 * It is told the loss that is minimised, which in reinforcement learning is none that falls as the policy gets better.
 *
 * State: that of ADAFACLO, 1024 numbers a tensor with weights of the published size, and 40 more.
 */
export const velo = defineOptimizer({
  name: 'VELO',
  summary:
    'learned: a recurrent network for every tensor mixes its update rule; its published weights were trained on other tasks than RL',
  source: 'Metz et al. 2022 (arXiv 2211.09760); Belilovsky-Lab/pylo Velo_naive.py at d05c6c1',
  equation: [
    'g ← g between ±1000',
    'each number has 30 features, over their RMS in its tensor: those of',
    '  ADAFACLO, g between ±0.1, and g/√v of the average v of g²',
    '(s, k) = LSTM of the tensor, of time, losses and its averages',
    "network = the bank's networks weighted by k",
    '(a, b, …) = network(features)',
    'θ ← θ - η·step_mult·s·RMS(θ)·a·exp(exp_mult·b),  then θ ← (1 - ηλ)θ',
  ],
  settings,
  pin: pinWeights('VELO', veloNetwork),
  memory: (parameters, settings) =>
    accumulatorMemory(parameters) + stateMemory(parameters, veloNetwork(weightsOf(settings))),
  create: (members) => chain(clampGradients(1000), veloRule(members)),
});

function stateMemory(parameters: readonly NamedShape[], { schedule }: VeloNetwork): number {
  return historyMemory + 2 * schedule.hidden.shape[0]! * parameters.length;
}

type State = {
  readonly averages: { readonly [name: string]: Accumulators };
  readonly history: tf.Tensor;
  /** `[P, tensors, width]` each */
  readonly lstm: LstmState;
};

function veloRule(members: readonly Settings[]): Optimizer<State> {
  common(members, 'weights');
  const exponent = common(members, 'exp_mult');
  const network: VeloNetwork = veloNetwork(weightsOf(members[0]!));
  const fraction = fractionFeatures(members);
  const losses = lossHistory(members, 'VELO');
  const keep = decaysOf(members);
  const coefficients = perMember(members, ({ lr, step_mult, weight_decay }, { learningRateScale }) => ({
    rate: lr * learningRateScale * step_mult,
    decay: lr * learningRateScale * weight_decay,
  }));
  return {
    elementwise: false,
    init: (params) => ({
      averages: noAccumulators(params),
      history: noHistory(params),
      lstm: firstState(network.schedule, params, Object.keys(params).length),
    }),
    update(gradients, state, params, context) {
      const seen = accumulate(gradients, state.averages, params, keep(context));
      const { features, history } = losses(state.history, context);
      const time = fraction(context);
      const everyone = tf.tile(time, [features.shape[0]! / time.shape[0]!, 1, 1]);
      const shared = tf.tile(tf.concat([everyone, features], 2), [1, seen.length, 1]);
      const inputs = tf.concat([shared, tf.concat(seen.map(tensorFeatures), 1)], 2);
      const { state: lstm, stepSize } = scheduleStep(network.schedule, inputs, state.lstm);
      const networks = mixed(network, linear(lstm.hidden, layerTensors(network.controls)));
      const { rate, decay } = coefficients(context);
      const steps = seen.map((each, index) => {
        const direction = decoded(
          perceptron(veloFeatures(each, { root: 1e-6, mean: 1e-5 }), networks(index)),
          exponent,
        );
        const length = tf.mul(tf.slice(stepSize, [0, index, 0], [-1, 1, 1]), sizeOfTensor(each.param));
        const step = tf.mul(direction, tf.mul(length, rate));
        if (decay === 0) return tf.neg(step);
        return tf.neg(tf.add(step, tf.mul(tf.sub(each.param, step), decay)));
      });
      return {
        updates: inShape(params, steps),
        state: { averages: remembered(seen), history, lstm },
      };
    },
  };
}

/** What the recurrent network is told of a tensor beside time and losses, `[P, 1, 12]`: from the averages as they were. */
function tensorFeatures({ matrix, param, before }: Seen): tf.Tensor {
  const scale = tf.rsqrt(tf.maximum(tf.mean(tf.square(param), 1, true), 1e-9));
  const mean = (tensor: tf.Tensor) => tf.mean(tensor, 1, true);
  const momenta = tf.mul(before.momenta, scale);
  const squares = tf.mul(before.squares, scale);
  const meanMomenta = mean(momenta);
  const squashed = (tensor: tf.Tensor) =>
    tf.mul(tf.clipByValue(tf.log(tf.add(tf.abs(tf.mul(tensor, 10)), 1e-8)), -5, 5), 0.5);
  const spreads = [
    mean(tf.square(tf.sub(momenta, meanMomenta))),
    // The mean of the momenta it is, in the reference too.
    mean(tf.square(tf.sub(squares, meanMomenta))),
  ];
  const [rows, columns] = matrix ?? [1, param.shape[1]!];
  const sides = [rows, columns].filter((side) => side > 1).length;
  const rank = tf.tensor(
    [0, 1, 2, 3, 4].map((each) => Number(each === sides)),
    [1, 1, 5],
  );
  const members = param.shape[0]!;
  return tf.concat([squashed(mean(squares)), tf.tile(rank, [members, 1, 1]), ...spreads.map(squashed)], 2);
}

/** The networks of all tensors, each a mixture of the bank: 100 times the mean of its networks times their controls. */
function mixed({ bank }: VeloNetwork, controls: tf.Tensor): (tensor: number) => readonly LayerTensors[] {
  const count = controls.shape[2]!;
  const of = ({ values, shape: [, ...shape] }: WeightTensor) => {
    const size = values.length / count;
    const mixtures = tf.mul(tf.matMul(controls, constant({ values, shape: [count, size] })), 100 / count);
    return (tensor: number) =>
      tf.reshape(tf.slice(mixtures, [0, tensor, 0], [-1, 1, -1]), [
        controls.shape[0]!,
        ...(shape.length === 1 ? [1, ...shape] : shape),
      ]);
  };
  const layers = bank.map(({ kernel, bias }) => ({ kernel: of(kernel), bias: of(bias) }));
  return (tensor) => layers.map(({ kernel, bias }) => ({ kernel: kernel(tensor), bias: bias(tensor) }));
}
