import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params } from './entry/optimizer.ts';
import { common, perMember } from './members/per-member.ts';
import { averageParameters } from './transforms/average-parameters.ts';
import { byTensor } from './transforms/by-tensor.ts';
import { chain } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { refusesDecayByRate } from './transforms/found-distance.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { scaleTensors, squaredNorms } from './transforms/tensor-norms.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

/** The two entries differ in the default of `layerwise` alone. */
function settings(layerwise: boolean) {
  return z.object({
    lr: learningRate(1, "the reference's. A factor on the learning rate that is found"),
    reps_rel: z
      .number()
      .positive()
      .default(1e-6)
      .describe('the distance to begin with, in units of 1 + the norm of the parameters'),
    eps: z.number().positive().default(1e-8).describe('what the sum of squared gradients starts from'),
    init_eta: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .describe('learning rate of the first update, from where distances are measured; none: by reps_rel'),
    layerwise: z.boolean().default(layerwise).describe('a learning rate for each tensor (L-DoG)'),
    averaging_gamma: z
      .number()
      .min(0)
      .nullable()
      .default(8)
      .describe(
        'what is evaluated is an average over about the last 1 / (gamma + 1) of training; none: the last parameters',
      ),
    weight_decay: weightDecay(0, 'L2'),
  });
}

type Settings = z.output<ReturnType<typeof settings>>;

/**
 * Gradient descent whose learning rate is the largest distance from the start so far over the root of the sum of all
 * squared gradients. As its authors require, an average of the parameters is evaluated, with a weight of
 * (γ + 1) / (γ + t) for those after update t.
 *
 * State: two numbers a parameter and three more, or one and two for each tensor.
 */
function dog(name: string, layerwise: boolean, summary: string) {
  return defineOptimizer({
    name,
    summary,
    source: 'Ivgi, Hinder & Carmon 2023 (arXiv 2302.12022); formll/dog src/dog/{dog,averager}.py at 8d45cf5',
    equation: [
      'g ← g + λθ',
      'r ← max(r, ‖θ - θ₀‖)         (from r = reps_rel·(1 + ‖θ₀‖))',
      'G ← G + ‖g‖²                 (from G = ε)',
      'θ ← θ - (ηr/√G)g             (init_eta: the first by that rate, from r = 0)',
      'E ← (1 - w)E + wθ,  w = (γ + 1)/(γ + t),  γ = averaging_gamma',
      'evaluated: E                 (averaging_gamma=none: θ)',
      'layerwise=false: norms of all tensors together;  layerwise=true: of each',
    ],
    settings: settings(layerwise),
    memory: (parameters, { layerwise }) =>
      2 * countNumbers(parameters) + 1 + 2 * (layerwise ? parameters.length : 1),
    refuses: refusesDecayByRate(`${name}(weight_decay=…), or kind=coupled`),
    create(members) {
      const rule = chain(addWeightDecay(members), overGradients(members));
      return averageParameters(
        members,
        common(members, 'layerwise') ? rule : flatten(rule),
        ({ averaging_gamma }, { step }) =>
          averaging_gamma === null ? 0 : (step - 1) / (averaging_gamma + step - 1),
      );
    },
  });
}

export const dogGlobal = dog('DOG', false, 'gradient descent at the distance come over the gradients met');
export const dogLayers = dog('LDOG', true, 'DOG with a learning rate for each tensor');

type State = {
  /** The parameters of the beginning. */
  readonly start: Params;
  /** The largest distance from there so far, `[P, 1, tensors]`. */
  readonly distance: tf.Tensor;
  /** Sum of squared norms of the gradients, `[P, 1, tensors]`. */
  readonly squares: tf.Tensor;
};

/** Tensors by themselves; all tensors together where they are joined. */
function overGradients(members: readonly Settings[]): Optimizer<State> {
  const coefficients = perMember(members, ({ lr, reps_rel, eps, init_eta }, { step, learningRateScale }) => {
    const given = init_eta !== null && step === 1;
    return {
      lr,
      eps,
      rate: given ? 0 : lr * learningRateScale,
      given: given ? init_eta * learningRateScale : 0,
      fromNorm: init_eta === null ? reps_rel : 0,
    };
  });
  return {
    elementwise: false,
    init(params) {
      const { eps, fromNorm } = coefficients({ step: 1 });
      const norms = tf.sqrt(squaredNorms(params));
      return {
        start: mapTree((param) => tf.clone(param), params),
        distance: tf.mul(tf.add(norms, 1), fromNorm),
        squares: tf.add(tf.zerosLike(norms), eps),
      };
    },
    report(params, { distance, squares }) {
      const { lr } = coefficients({ step: 2 });
      const names = Object.keys(params);
      const rates = tf.div(tf.mul(distance, lr), tf.sqrt(squares));
      return { ...byTensor('distance', names, distance), ...byTensor('learning_rate', names, rates) };
    },
    update(gradients, { start, ...before }, params, context) {
      const { rate, given } = coefficients(context);
      const away = tf.sqrt(squaredNorms(mapTree(tf.sub, params, start)));
      const distance = tf.maximum(before.distance, away);
      const squares = tf.add(before.squares, squaredNorms(gradients));
      const steps = tf.add(tf.mul(tf.div(distance, tf.sqrt(squares)), rate), given);
      return { updates: scaleTensors(gradients, tf.neg(steps)), state: { start, distance, squares } };
    },
  };
}
