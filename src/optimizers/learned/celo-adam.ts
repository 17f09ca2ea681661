import { z } from 'zod';
import { pow } from '../../pow.ts';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import { numbersPerParameter } from '../entry/memory.ts';
import type { Params } from '../entry/optimizer.ts';
import { defineOptimizer, type Optimizer } from '../entry/optimizer.ts';
import { common, perMember } from '../members/per-member.ts';
import { chain } from '../transforms/chain.ts';
import { learningRate } from '../transforms/learning-rate.ts';
import { blend, zeros } from '../transforms/weighted.ts';
import { clampGradients } from './gradient-limits.ts';
import { celoSchedule, learnedSchedule, type ScheduleState, scheduleMemory } from './learned-schedule.ts';
import { numSteps } from './loss-history.ts';
import { pinWeights, weightsOf, weightsSettings } from './weights-setting.ts';

const settings = z.object({
  ...weightsSettings,
  lr: learningRate(1, 'ours, a factor on the learned schedule'),
  num_steps: numSteps,
  step_mult: z.number().min(0).default(0.001).describe("factor on every step; default: the reference's"),
});

/**
 * Adam with the learned schedule of CELO in place of a learning rate, with weights of its own that were trained on the same
 * image classifiers.
 *
 * State: two numbers a parameter, and 168 with the published weights.
 */
export const celoAdam = defineOptimizer({
  name: 'CELO_ADAM',
  summary:
    'learned: ADAM under the learned schedule of CELO; weights trained on 8×8 image classifiers, not on RL',
  source: 'Moudgil et al. 2025 (arXiv 2501.12670); amoudgl/celo celo/optimizers/celo_adam.py at 66d9761',
  equation: [
    'g ← g between ±1000',
    's = 0.1·exp(LSTM of time and losses)',
    'm ← 0.9m + 0.1g',
    'v ← 0.999v + 0.001g²',
    'θ ← θ - η·step_mult·s·(m/(1 - 0.9ᵗ))/(√(v/(1 - 0.999ᵗ) + 1e-10) + 1e-8)',
  ],
  settings,
  pin: pinWeights('CELO_ADAM', celoSchedule),
  memory: (parameters, settings) =>
    numbersPerParameter(2)(parameters) + scheduleMemory(celoSchedule(weightsOf(settings)))(parameters),
  create: (members) => chain(clampGradients(1000), celoAdamRule(members)),
});

const [beta1, beta2] = [0.9, 0.999];

type State = { readonly m: Params; readonly v: Params; readonly schedule: ScheduleState };

/** Beside ADAM's, its square root has 10⁻¹⁰ added inside. */
function celoAdamRule(members: readonly z.output<typeof settings>[]): Optimizer<State> {
  common(members, 'weights');
  const schedule = learnedSchedule(members, celoSchedule(weightsOf(members[0]!)), 'CELO_ADAM');
  const coefficients = perMember(members, ({ lr, step_mult }, { step, learningRateScale }) => ({
    rate: -lr * learningRateScale * step_mult,
    first: 1 - pow(beta1, step),
    second: 1 - pow(beta2, step),
  }));
  return {
    // The schedule is the member's, whatever the tensors: numbers of all of them are treated alike.
    elementwise: true,
    init: (params) => ({ m: zeros(params), v: zeros(params), schedule: schedule.init(params) }),
    update(gradients, state, _params, context) {
      const { rate, first, second } = coefficients(context);
      const { factor, state: scheduled } = schedule.factor(state.schedule, context);
      const m = blend(state.m, beta1, gradients, 1 - beta1);
      const v = blend(state.v, beta2, mapTree(tf.square, gradients), 1 - beta2);
      const step = tf.mul(factor, rate);
      const updates = mapTree(
        (mean, square) => {
          const root = tf.sqrt(tf.add(tf.div(square!, second), 1e-10));
          return tf.mul(tf.div(tf.div(mean, first), tf.add(root, 1e-8)), step);
        },
        m,
        v,
      );
      return { updates, state: { m, v, schedule: scheduled } };
    },
  };
}
