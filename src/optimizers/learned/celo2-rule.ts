import { z } from 'zod';
import { newtonSchulz } from '../../tensors/linear-algebra/newton-schulz.ts';
import type { NamedShape } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import type { Weights } from '../../weights/index.ts';
import { countNumbers } from '../entry/memory.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { parameterRoles } from '../layout/parameter-roles.ts';
import { common, perMember } from '../members/per-member.ts';
import { chain } from '../transforms/chain.ts';
import { learningRate, scaleByLearningRate } from '../transforms/learning-rate.ts';
import { partition } from '../transforms/partition.ts';
import { betas, epsilon, scaleByAdam } from '../transforms/scale-by-adam.ts';
import { addWeightDecay, weightDecay } from '../transforms/weight-decay.ts';
import {
  type Accumulators,
  accumulate,
  accumulatorMemory,
  inShape,
  noAccumulators,
  remembered,
} from './accumulators.ts';
import { decaysOf, plainDecays } from './decays.ts';
import { normalized, sizeOfTensor, veloFeatures } from './features.ts';
import { clampGradients, clipSettings, clipTogether } from './gradient-limits.ts';
import { decoded, type Layer, type LayerTensors, layerTensors, perceptron } from './network.ts';
import { featureLayers } from './velo-network.ts';
import { weightsOf, weightsSettings } from './weights-setting.ts';

/** The settings of CELO2 and ELO_CELO2, which differ in what they are by default. */
export function celo2Settings(byDefault: { readonly decay: number; readonly clips: boolean }) {
  return z.object({
    ...weightsSettings,
    lr: learningRate(0.001, "the reference's: the root mean square of a kernel's step"),
    weight_decay: weightDecay(byDefault.decay, 'decoupled'),
    use_adamw_for_1d: z
      .boolean()
      .default(true)
      .describe('vectors are AdamW’s; false: the network’s, as in celo2-base'),
    orthogonalize: z
      .boolean()
      .default(true)
      .describe('steps of kernels made orthogonal; false: as the network says, as in celo2-base'),
    exp_mult: z
      .number()
      .min(0)
      .default(0)
      .describe(
        "factor on the network's second output, the logarithm of a length; default: the reference's, which leaves it out",
      ),
    rmsmult: z
      .number()
      .min(0)
      .default(1)
      .describe("factor on the network's steps after they were brought to a root mean square of 1"),
    param_scale_mult: z
      .boolean()
      .default(false)
      .describe('multiply the steps of a kernel by its root mean square before they are made orthogonal'),
    adam_lr_mult: z
      .number()
      .min(0)
      .default(1)
      .describe("factor on the learning rate of vectors; default: the reference's (20 in meta-training)"),
    adam_weight_decay: z
      .number()
      .min(0)
      .nullable()
      .default(null)
      .describe('weight decay of vectors; none: weight_decay'),
    adam_betas: betas(0.9, 0.95),
    adam_eps: epsilon(1e-8, "the reference's"),
    ...clipSettings(byDefault.clips),
  });
}

type Settings = z.output<ReturnType<typeof celo2Settings>>;

/** The network 30 → hidden → hidden → 3 of a file. */
export function celo2Network(weights: Weights): readonly Layer[] {
  return featureLayers(weights);
}

const routesOf = (parameters: readonly NamedShape[], adam: boolean) => {
  const roles = parameterRoles(parameters);
  return Object.fromEntries(
    parameters.map(({ name }) => [name, adam && roles[name] === 'vector' ? 'ADAMW' : 'NETWORK']),
  );
};

/** Numbers of state. */
export function celo2Memory(parameters: readonly NamedShape[], { use_adamw_for_1d }: Settings): number {
  const routes = routesOf(parameters, use_adamw_for_1d);
  const vectors = parameters.filter(({ name }) => routes[name] === 'ADAMW');
  const others = parameters.filter((each) => !vectors.includes(each));
  return accumulatorMemory(others) + 2 * countNumbers(vectors);
}

/** A network for kernels, whose steps are made orthogonal and brought to one size, and AdamW for vectors. */
export function celo2Rule(members: readonly Settings[]): Optimizer {
  common(members, 'weights');
  const adam = common(members, 'use_adamw_for_1d');
  const vectors = members.map(
    ({ adam_betas, adam_eps, adam_weight_decay, weight_decay, lr, adam_lr_mult }) => ({
      betas: adam_betas,
      eps: adam_eps,
      weight_decay: adam_weight_decay ?? weight_decay,
      lr: lr * adam_lr_mult,
    }),
  );
  return chain(
    clipTogether(members),
    clampGradients(1000),
    partition(
      {
        NETWORK: networkRule(members),
        ADAMW: chain(scaleByAdam(vectors), addWeightDecay(vectors), scaleByLearningRate(vectors)),
      },
      (parameters) => routesOf(parameters, adam),
    ),
  );
}

function networkRule(members: readonly Settings[]): Optimizer<{ readonly [name: string]: Accumulators }> {
  const network = celo2Network(weightsOf(members[0]!));
  const [exponent, orthogonal, scaled] = [
    common(members, 'exp_mult'),
    common(members, 'orthogonalize'),
    common(members, 'param_scale_mult'),
  ];
  const keep = decaysOf(members, () => ({ ...plainDecays, squares: [0.95] }));
  const coefficients = perMember(members, ({ lr, weight_decay, rmsmult }, { learningRateScale }) => ({
    rate: lr * learningRateScale * rmsmult,
    decay: lr * learningRateScale * weight_decay,
  }));
  return {
    elementwise: false,
    init: noAccumulators,
    update(gradients, state, params, context) {
      const seen = accumulate(gradients, state, params, keep(context));
      const layers = network.map(layerTensors);
      const { rate, decay } = coefficients(context);
      const steps = seen.map((each) => {
        const { matrix, param } = each;
        const features = veloFeatures(each, { root: 1e-8, mean: 1e-9 }, matrix ? 30 : 15);
        let step = decoded(perceptron(features, matrix ? layers : forVectors(layers)), exponent);
        if (scaled) step = tf.mul(step, sizeOfTensor(param));
        if (matrix && orthogonal) {
          const [members] = step.shape;
          step = tf.reshape(newtonSchulz(tf.reshape(step, [members!, ...matrix]), 5, 1e-8), step.shape);
        }
        step = tf.mul(normalized(step, 1e-9), rate);
        return tf.neg(decay === 0 ? step : tf.add(step, tf.mul(param, decay)));
      });
      return { updates: inShape(params, steps), state: remembered(seen) };
    },
  };
}

/** Vectors have the first 15 features alone. */
function forVectors([first, ...others]: readonly LayerTensors[]): readonly LayerTensors[] {
  return [{ kernel: tf.slice(first!.kernel, [0, 0, 0], [-1, 15, -1]), bias: first!.bias }, ...others];
}
