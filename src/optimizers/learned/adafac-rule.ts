import { z } from 'zod';
import * as tf from '../../tensors/tf.ts';
import type { Weights } from '../../weights/index.ts';
import type { Optimizer, Params, WeightArray } from '../entry/optimizer.ts';
import { memberRows } from '../members/member-rows.ts';
import { common, perMember } from '../members/per-member.ts';
import { type Accumulators, accumulate, inShape, noAccumulators, remembered } from './accumulators.ts';
import { decaysOf, type MemberDecays } from './decays.ts';
import { adafactorFeatures } from './features.ts';
import { decoded, type Layer, networkTensors, perceptron } from './network.ts';
import { networksOfMembers, pickAll, transposed, type WeightsChoice } from './weights-setting.ts';

/** Factor on the second output of the network before the exponential. */
export const exponent = z
  .number()
  .min(0)
  .default(0.001)
  .describe("factor on the network's second output, the logarithm of a length; default: the reference's");

/** What a tensor's step is multiplied by, and what of the parameters goes with it, of one member. */
export interface AdafacRates {
  /** Multiplies direction · exp(…). */
  readonly step: number;
  /** Multiplies the parameters; 0 for none. */
  readonly decay: number;
  /** Multiplies the parameters after the step: 0 where the decay is of the parameters before it. */
  readonly decayAfterwards: number;
}

/** The times, in updates, by which a network knows how long training has gone on. */
const times = [1, 3, 10, 30, 100, 300, 1e3, 3e3, 1e4, 3e4, 1e5];

/** The arrays of the network 39 → hidden → hidden → 2, under the names of PyLO. */
export const adafacArrays: readonly WeightArray[] = (
  [
    ['input', 39, 'hidden'],
    ['linear_0', 'hidden', 'hidden'],
    ['output', 'hidden', 2],
  ] as const
).flatMap(([name, inputs, outputs]) => [
  { name: `network.${name}.weight`, shape: [outputs, inputs] },
  { name: `network.${name}.bias`, shape: [outputs] },
]);

/** The network of a file. */
export function adafacNetwork(weights: Weights): readonly Layer[] {
  const arrays = pickAll(weights, adafacArrays);
  return [0, 2, 4].map((first) => ({ kernel: transposed(arrays[first]!), bias: arrays[first + 1]! }));
}

/** Of the equations of rules by {@link adafacRule}: what the network sees and says. */
export const adafacLines = [
  'each number has 28 features, over their RMS in its tensor: g, θ, three',
  '  averages m of g, one v of g², m/√v, 1/√v, g and m over the root of a',
  '  factored second moment, its row and column and their inverse roots',
  'time: tanh((t - 1)/T - 1) for T = 1, 3, 10, 30, …, 1e5',
  '(a, b) = network(features, time)',
];

/**
 * A network that sees of every number of a tensor its gradient, averages of it and the time, and says how it moves
 * (Metz et al. 2022, small_fc_lopt of google/learned_optimization).
 *
 * @param decays what the averages keep of their past.
 * @param rates of a member at an update and, by the last argument, for a tensor: `factors` are those of all tensors.
 */
export function adafacRule<Settings extends WeightsChoice & { readonly exp_mult: number }>(
  members: readonly Settings[],
  decays: (settings: Settings) => MemberDecays,
  rates: (settings: Settings, at: { readonly learningRateScale: number }) => AdafacRates,
  factors: (params: Params) => readonly number[] = () => [],
): Optimizer<{ readonly [name: string]: Accumulators }> {
  const exponent = common(members, 'exp_mult');
  const networks = networksOfMembers(members, adafacNetwork);
  const time = memberRows(members, (_settings, { step }) =>
    times.map((each) => Math.tanh((step - 1) / each - 1)),
  );
  const keep = decaysOf(members, decays);
  const coefficients = perMember(members, (settings, at) => ({ ...rates(settings, at) }));
  return {
    elementwise: false,
    init: noAccumulators,
    update(gradients, state, params, context) {
      const seen = accumulate(gradients, state, params, keep(context));
      const layers = networkTensors(networks);
      const now = time(context);
      const { step, decay, decayAfterwards } = coefficients(context);
      const factorOf = factors(params);
      const steps = seen.map((each, index) => {
        const direction = decoded(perceptron(adafactorFeatures(each), layers, now), exponent);
        const factor = factorOf[index] ?? 1;
        const own = (rate: typeof step) => (factor === 1 ? rate : tf.mul(rate, factor));
        const moved = tf.mul(direction, own(step));
        const left = decay === 0 ? moved : tf.add(moved, tf.mul(each.param, own(decay)));
        if (decayAfterwards === 0) return tf.neg(left);
        const shrink = own(decayAfterwards);
        return tf.neg(tf.add(left, tf.mul(tf.sub(each.param, left), shrink)));
      });
      return { updates: inShape(params, steps), state: remembered(seen) };
    },
  };
}
