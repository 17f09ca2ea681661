import { z } from 'zod';
import * as tf from '../../tensors/tf.ts';
import type { Weights } from '../../weights/index.ts';
import { defineOptimizer, type Optimizer } from '../entry/optimizer.ts';
import { common, perMember } from '../members/per-member.ts';
import { chain } from '../transforms/chain.ts';
import { learningRate } from '../transforms/learning-rate.ts';
import {
  type Accumulators,
  accumulate,
  accumulatorMemory,
  inShape,
  noAccumulators,
  remembered,
} from './accumulators.ts';
import { exponent } from './adafac-rule.ts';
import { decaysOf } from './decays.ts';
import { sizeOfTensor, veloFeatures } from './features.ts';
import { clampGradients } from './gradient-limits.ts';
import { celoSchedule, learnedSchedule, type ScheduleState, scheduleMemory } from './learned-schedule.ts';
import { numSteps } from './loss-history.ts';
import { decoded, layerTensors, perceptron } from './network.ts';
import { featureLayers } from './velo-network.ts';
import { pinWeights, weightsOf, weightsSettings } from './weights-setting.ts';

const settings = z.object({
  ...weightsSettings,
  lr: learningRate(1, 'ours, a factor on steps that have their own length'),
  num_steps: numSteps,
  step_mult: z.number().min(0).default(0.001).describe("factor on every step; default: the reference's"),
  exp_mult: exponent,
});

type Settings = z.output<typeof settings>;

function read(weights: Weights) {
  return { schedule: celoSchedule(weights), layers: featureLayers(weights) };
}

/**
 * A tiny network says the steps of the parameters, and a recurrent one how far to go, from the time and the losses. Its
 * weights were trained on four classifiers of 8×8 images, none of it reinforcement learning.
 *
 * It is told the loss that is minimised, which in reinforcement learning is none that falls as the policy gets better.
 *
 * State: that of ADAFACLO, and 168 numbers with the published weights.
 */
export const celo = defineOptimizer({
  name: 'CELO',
  summary:
    'learned: a tiny network and a learned schedule; weights trained on 8×8 image classifiers, not on RL',
  source: 'Moudgil et al. 2025 (arXiv 2501.12670); amoudgl/celo celo/optimizers/celo.py at 66d9761',
  equation: [
    'g ← g between ±1000',
    'each number has 30 features, over their RMS in its tensor: those of',
    '  ADAFACLO, g between ±0.1, and g/√v of the average v of g²',
    's = 0.1·exp(LSTM of time and losses)',
    '(a, b, …) = network(features)',
    'θ ← θ - η·step_mult·s·RMS(θ)·a·exp(exp_mult·b)',
  ],
  settings,
  pin: pinWeights('CELO', read),
  memory: (parameters, settings) =>
    accumulatorMemory(parameters) + scheduleMemory(read(weightsOf(settings)).schedule)(parameters),
  create: (members) => chain(clampGradients(1000), celoRule(members)),
});

type State = {
  readonly averages: { readonly [name: string]: Accumulators };
  readonly schedule: ScheduleState;
};

function celoRule(members: readonly Settings[]): Optimizer<State> {
  common(members, 'weights');
  const exponent = common(members, 'exp_mult');
  const { schedule: network, layers } = read(weightsOf(members[0]!));
  const schedule = learnedSchedule(members, network, 'CELO');
  const keep = decaysOf(members);
  const coefficients = perMember(members, ({ lr, step_mult }, { learningRateScale }) => ({
    rate: -lr * learningRateScale * step_mult,
  }));
  return {
    elementwise: false,
    init: (params) => ({ averages: noAccumulators(params), schedule: schedule.init(params) }),
    update(gradients, state, params, context) {
      const seen = accumulate(gradients, state.averages, params, keep(context));
      const { factor, state: scheduled } = schedule.factor(state.schedule, context);
      const rate = tf.mul(factor, coefficients(context).rate);
      const tensors = layers.map(layerTensors);
      const steps = seen.map((each) => {
        const features = veloFeatures(each, { root: 1e-6, mean: 1e-5 });
        const direction = decoded(perceptron(features, tensors), exponent);
        return tf.mul(direction, tf.mul(sizeOfTensor(each.param), rate));
      });
      return {
        updates: inShape(params, steps),
        state: { averages: remembered(seen), schedule: scheduled },
      };
    },
  };
}
