import { z } from 'zod';
import { pow } from '../pow.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params } from './entry/optimizer.ts';
import { memberScalar } from './members/member-scalar.ts';
import { type Coefficient, perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { scaleBySecondMoment } from './transforms/scale-by-second-moment.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';
import { addScaled } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(
    2.5e-3,
    "the reference's; keep it constant (the agent's anneal_lr=false), which is the point",
  ),
  betas: z
    .tuple([z.number().gt(0).lt(1), z.number().min(0).lt(1)])
    .default([0.9, 0.999])
    .describe(
      'where gradients are taken, from the point that steps are made from (0) to the average (1); ' +
        'what the moving average of the squared gradient keeps of its past',
    ),
  eps: z
    .number()
    .min(0)
    .default(1e-8)
    .describe("added to the root of the second moment; default: the reference's"),
  weight_decay: weightDecay(0, 'decoupled, of the parameters that gradients are taken at'),
  warmup_steps: z.int().min(0).default(0).describe('updates over which the learning rate rises in a line'),
  r: z.number().min(0).default(0).describe('update t has a weight of t^r in the average'),
  weight_lr_power: z
    .number()
    .min(0)
    .default(2)
    .describe('and of the largest learning rate so far to this power'),
});

type Settings = z.output<typeof settings>;

/**
 * Schedule-free AdamW: Adam's steps without a first moment are made from one point, z; what is kept is the average of all
 * its places, x; gradients are taken between the two, at y = β₁ x + (1 - β₁) z. Training sees y, evaluation x. It needs to
 * know no end of training.
 *
 * Wrappers change the steps of z, and x and y follow: decay around it is its own `weight_decay`, and a step that is masked or
 * shortened is so in all three.
 *
 * Of x, y and z only z is remembered: y are the parameters, and x follows from both, which is why β₁ must not be 0.
 * State: two numbers a parameter and two more.
 */
export const scheduleFree = defineOptimizer({
  name: 'SCHEDULEFREE',
  aliases: ['SCHEDULEFREE_ADAMW'],
  summary: 'AdamW with averaged parameters in place of a schedule',
  source:
    'Defazio et al. 2024 (arXiv 2405.15682); facebookresearch/schedule_free adamw_schedulefree_reference.py at 70785b5',
  equation: [
    'gradients are taken at y, which is θ:',
    'v ← β₂v + (1 - β₂)g²',
    'a = η·min(1, t/warmup_steps),  b = the largest a so far',
    'z ← z - a(g/(√(v/c₂) + ε) + λy)',
    'w = tʳ·b^weight_lr_power,  W ← W + w',
    'x ← (1 - w/W)x + (w/W)z',
    'y ← β₁x + (1 - β₁)z',
    'evaluated: x                 (x = y = z = θ₀ before the first)',
  ],
  settings,
  memory: (parameters) => 2 * countNumbers(parameters) + 2,
  refuses(change, wrapper, { warmup_steps }) {
    if (change === 'place') {
      return `${wrapper} would move the parameters alone, and not what they are averaged with; write ${wrapper}(ADAM)`;
    }
    if (change === 'scale') {
      return `its average weighs points by their learning rates, and would not know what is learned; write EMA(${wrapper}(ADAM))`;
    }
    if (change === 'shift' && warmup_steps > 0) {
      return `its warm-up would not be seen; write SCHEDULEFREE(weight_decay=…), or SCHEDULE(${wrapper}(SCHEDULEFREE),warmup=…)`;
    }
    return undefined;
  },
  create: (members) => chain(scaleBySecondMoment(members), addWeightDecay(members), averageSteps(members)),
});

type Averaging = {
  /** Where steps are made from. */
  readonly z: Params;
  /** The largest share of `lr` that an update has had, `[P, 1, 1]`. Shares, because tiny rates have no square. */
  readonly largest: tf.Tensor;
  /** The sum of all weights, `[P, 1, 1]`. */
  readonly weights: tf.Tensor;
};

/** Makes steps from z, and moves y with it and with the average. */
function averageSteps(members: readonly Settings[]): Optimizer<Averaging> {
  const coefficients = perMember(
    members,
    ({ lr, betas: [beta1], warmup_steps, r, weight_lr_power }, { step, learningRateScale }) => {
      const share = learningRateScale * (step < warmup_steps ? step / warmup_steps : 1);
      return {
        share,
        step: -lr * share,
        power: weight_lr_power,
        time: pow(step, r),
        beta1,
        gap: (1 - beta1) / beta1,
      };
    },
  );
  return {
    elementwise: true,
    init(params) {
      return {
        z: mapTree((param) => tf.clone(param), params),
        largest: memberScalar(params, 0),
        weights: memberScalar(params, 0),
      };
    },
    update(directions, state, _params, context) {
      const { share, step, power, time } = coefficients(context);
      const largest = tf.maximum(state.largest, share);
      const weights = tf.add(state.weights, weightOf(largest, power, time));
      const steps = mapTree((direction) => tf.mul(direction, step), directions);
      return { updates: steps, state: { ...state, largest, weights } };
    },
    takeStep(steps, { z: before, largest, weights }, params, context) {
      const { power, time, beta1 } = coefficients(context);
      const news = tf.divNoNan(weightOf(largest, power, time), weights);
      // x' = (1 - news) x + news z' and y' = β₁ x' + (1 - β₁) z', with x put in terms of y and z.
      const ofStep = tf.sub(1, tf.mul(tf.sub(1, news), beta1));
      const updates = mapTree(
        (y, z, step) => tf.add(tf.mul(tf.sub(z!, y), news), tf.mul(step!, ofStep)),
        params,
        before,
        steps,
      );
      return { updates, state: { z: mapTree(tf.add, before, steps), largest, weights } };
    },
    evaluationParams(params, { z }) {
      const { gap } = coefficients({ step: 1 });
      return mapTree((y, z) => addScaled(y, tf.sub(y, z!), gap), params, z);
    },
  };
}

/** Of a point in the average. */
function weightOf(largest: tf.Tensor, power: Coefficient, time: Coefficient): tf.Tensor {
  return tf.mul(tf.pow(largest, power), time);
}
