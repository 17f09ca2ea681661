import { z } from 'zod';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import { countNumbers } from '../entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params, type StepContext } from '../entry/optimizer.ts';
import { layersOf } from '../layout/layers.ts';
import { isCritics } from '../layout/parameter-roles.ts';
import { memberRows } from '../members/member-rows.ts';
import { normalNumbers } from '../members/normal-numbers.ts';
import { common, perMember } from '../members/per-member.ts';
import { learningRate } from '../transforms/learning-rate.ts';
import { squaredNorms } from '../transforms/tensor-norms.ts';
import { inShape } from './accumulators.ts';
import { normalized } from './features.ts';
import { constant, type Layer, layerTensors, linear } from './network.ts';
import { type OpenNetwork, openNetwork } from './open-weights.ts';
import { pinWeights, weightsOf, weightsSettings } from './weights-setting.ts';

const settings = z.object({
  ...weightsSettings,
  lr: learningRate(1, 'ours, a factor on steps that have their own length'),
  step_mult: z.number().min(0).default(0.001).describe("factor on every step; default: the reference's"),
  exp_mult: z
    .number()
    .min(0)
    .default(0.001)
    .describe("factor on the logarithm of a step's length; default: the reference's"),
  max_grad_norm: z
    .number()
    .positive()
    .default(0.5)
    .describe(
      "actor's and critic's gradients are clipped to this norm, each by itself; default: the reference's",
    ),
  exploration: z
    .boolean()
    .default(true)
    .describe(
      "random numbers in the actor's steps, as large as the network says, for it to explore; default: the reference's",
    ),
  minibatches: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'steps in an epoch, for the network to know how far it is; none: it is told the first epoch throughout',
    ),
  epochs: z.int().min(1).default(1).describe('epochs over the same experience, with minibatches'),
  num_updates: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'roll-outs that training takes, with minibatches; none: progress is the share of the budget that is spent',
    ),
});

type Settings = z.output<typeof settings>;

/**
 * The optimizer that was learned for PPO: a recurrent network for every parameter sees its momenta, how dormant its unit is,
 * its layer and how far training has got. Its weights were trained on MinAtar games, Brax' ant or grid worlds; anything else
 * is out of that distribution.
 *
 * State: 6 numbers a parameter and its hidden state, 8 or 16.
 */
export const open = defineOptimizer({
  name: 'OPEN',
  summary:
    'learned for PPO: a recurrent network for every parameter; weights trained on MinAtar, Brax’ ant or grid worlds',
  source: 'Goldie et al. 2024 (arXiv 2407.07082); AlexGoldie/rl-learned-optimization at b65037b',
  equation: [
    'g ← g·min(1, max_grad_norm/‖g‖), of actor and critic each',
    'mᵢ ← βᵢmᵢ + (1 - βᵢ)g        (β = 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999)',
    'features: θ, sign and ln(|·| + 1e-13) of all mᵢ and of g, over their RMS in',
    '  the tensor; progress, place of the layer, epoch; dormancy of the unit',
    'h ← GRU(h, features) of every number',
    '(a, b, c) = network(h)',
    'u = step_mult·(a·exp(exp_mult·b) + c·ξ)  (no ξ in the critic, nor with',
    '  exploration=false)',
    'θ ← θ - η(u - mean(u)), the mean over all parameters',
  ],
  settings,
  pin: pinWeights('OPEN', openNetwork),
  memory: (parameters, settings) =>
    (decays.length + openNetwork(weightsOf(settings)).hidden) * countNumbers(parameters),
  create: (members) => openRule(members),
});

/** What the momenta keep of their past. */
const decays = [0.1, 0.5, 0.9, 0.99, 0.999, 0.9999];

/** `[P, N, 6]` and `[P, N, hidden]` of every tensor. */
type State = {
  readonly momenta: Params;
  readonly hidden: Params;
};

/** Standard normal numbers for parameters, those that are to explore. */
type Noise = (params: Params, context: StepContext) => Params;

const exploring: Noise = (params, context) =>
  Object.fromEntries(
    Object.entries(params)
      .filter(([name]) => !isCritics(name))
      .map(([name, param]) => [name, normalNumbers(context, param, name)]),
  );

const still: Noise = () => ({});

/** @param noise of the actor. */
export function openRule(
  members: readonly Settings[],
  noise = common(members, 'exploration') ? exploring : still,
): Optimizer<State> {
  common(members, 'weights');
  const [exponent, limit] = [common(members, 'exp_mult'), common(members, 'max_grad_norm')];
  const network = openNetwork(weightsOf(members[0]!));
  const training = memberRows(members, trainingFeatures);
  const coefficients = perMember(members, ({ lr, step_mult }, { learningRateScale }) => ({
    rate: lr * learningRateScale,
    length: step_mult,
  }));
  const empty = (params: Params, width: number): Params =>
    mapTree((param) => tf.zeros([param.shape[0]!, param.shape[1]! * param.shape[2]!, width]), params);
  return {
    elementwise: false,
    init: (params) => ({ momenta: empty(params, decays.length), hidden: empty(params, network.hidden) }),
    update(gradients, state, params, context) {
      const clipped = clippedApart(gradients, limit);
      const places = placesOfLayers(Object.keys(params));
      const dormancies = dormanciesOf(params, context);
      const time = training(context);
      const keep = tf.tensor(decays, [1, 1, decays.length]);
      const { rate, length } = coefficients(context);
      const explored = noise(params, context);
      const momenta: { [name: string]: tf.Tensor } = {};
      const hidden: { [name: string]: tf.Tensor } = {};
      const names = Object.keys(params);
      const steps = names.map((name) => {
        const param = below(params[name]!);
        const gradient = below(clipped[name]!);
        const average = tf.add(tf.mul(state.momenta[name]!, keep), tf.mul(gradient, tf.sub(1, keep)));
        const features = tf.concat([param, ...signed(average), ...signed(gradient)], 2);
        const place = tf.tensor([places[name]!], [1, 1, 1]);
        const told = tf.concat(
          [
            tf.slice(time, [0, 0, 0], [-1, 1, 1]),
            tf.tile(place, [time.shape[0]!, 1, 1]),
            tf.slice(time, [0, 0, 1], [-1, 1, 1]),
          ],
          2,
        );
        const { hidden: next, outputs } = ask(network, state.hidden[name]!, {
          features: normalized(features, 1e-5),
          told,
          dormancy: dormancies[name]!,
        });
        momenta[name] = average;
        hidden[name] = next;
        const channel = (index: number) => tf.slice(outputs, [0, 0, index], [-1, -1, 1]);
        const direction = tf.mul(channel(0), tf.exp(tf.mul(channel(1), exponent)));
        const chance = explored[name];
        return tf.mul(chance ? tf.add(direction, tf.mul(channel(2), below(chance))) : direction, length);
      });
      const count = steps.reduce((sum, step) => sum + step.shape[1]!, 0);
      const mean = tf.div(tf.addN(steps.map((step) => tf.sum(step, 1, true))), count);
      const moved = steps.map((step) => tf.neg(tf.mul(tf.sub(step, mean), rate)));
      return { updates: inShape(params, moved), state: { momenta, hidden } };
    },
  };
}

/** How far training has got, and within an epoch's experience: both 0 … 1. */
function trainingFeatures(
  { minibatches, epochs, num_updates }: Settings,
  { step, progress, stepInRollout }: { step: number; progress: number; stepInRollout: number },
): number[] {
  if (minibatches === null) return [progress, 0];
  const rollout = Math.floor((step - 1) / (minibatches * epochs));
  const share = num_updates === null ? progress : num_updates === 1 ? 0 : rollout / (num_updates - 1);
  const epoch = Math.floor((stepInRollout - 1) / minibatches) % epochs;
  return [share, epochs === 1 ? 0 : epoch / (epochs - 1)];
}

/** `[P, rows, columns]` → `[P, N, 1]` */
function below(tensor: tf.Tensor): tf.Tensor {
  return tf.reshape(tensor, [tensor.shape[0]!, -1, 1]);
}

/** Sign and logarithm of the magnitude. */
function signed(tensor: tf.Tensor): tf.Tensor[] {
  return [tf.sign(tensor), tf.log(tf.add(tf.abs(tensor), 1e-13))];
}

/** Gradients of actor and critic, each clipped to a norm of at most `limit`: nothing is added to the norm. */
function clippedApart(gradients: Params, limit: number): Params {
  const parts = [false, true].map((critics) =>
    Object.fromEntries(Object.entries(gradients).filter(([name]) => isCritics(name) === critics)),
  );
  const clipped = parts
    .filter((part) => Object.keys(part).length > 0)
    .map((part) => {
      const norm = tf.sqrt(tf.sum(squaredNorms(part), 2, true));
      const factor = tf.where(tf.less(norm, limit), tf.onesLike(norm), tf.div(limit, norm));
      return mapTree((gradient) => tf.mul(gradient, factor), part);
    });
  return Object.assign({}, ...clipped);
}

/** Where each tensor's layer stands in its network: 0 for the first, 1 for the last. */
function placesOfLayers(names: readonly string[]): Readonly<Record<string, number>> {
  const networks = [false, true].map((critics) => names.filter((name) => isCritics(name) === critics));
  return Object.fromEntries(
    networks.flatMap((own) => {
      const layers = layersOf(own, 'layer');
      return layers.flatMap((layer, index) =>
        layer.map((name) => [name, layers.length === 1 ? 0 : index / (layers.length - 1)]),
      );
    }),
  );
}

/**
 * How active the unit of each parameter is beside the mean of its layer, `[P, N, 1]`: 1 where nobody knows, and where the
 * whole layer is silent.
 */
function dormanciesOf(params: Params, context: StepContext): Params {
  const activations = context.meanActivations?.() ?? {};
  return Object.fromEntries(
    Object.entries(params).map(([name, param]) => {
      const [members, rows, columns] = param.shape as [number, number, number];
      const activity = activations[name.replace(/\.[^.]+$/, '')];
      if (!activity || activity.shape[2] !== columns) return [name, tf.ones([members, rows * columns, 1])];
      const shown = tf.add(activity, 1e-11);
      const share = tf.mul(tf.div(shown, tf.sum(shown, 2, true)), columns);
      return [name, below(tf.tile(share, [1, rows, 1]))];
    }),
  );
}

/** The recurrent network's next hidden state, `[P, N, hidden]`, and what it says, `[P, N, 3]`. */
function ask(
  network: OpenNetwork,
  before: tf.Tensor,
  seen: { readonly features: tf.Tensor; readonly told: tf.Tensor; readonly dormancy: tf.Tensor },
): { hidden: tf.Tensor; outputs: tf.Tensor } {
  const gate = (layer: Layer) => {
    const { kernel, bias } = layerTensors(layer);
    const rows = (from: number, count: number) => tf.slice(kernel, [0, from, 0], [-1, count, -1]);
    const shared = tf.add(tf.matMul(seen.told, rows(15, 3)), bias);
    return tf.add(tf.add(tf.matMul(seen.features, rows(0, 15)), tf.mul(seen.dormancy, rows(18, 1))), shared);
  };
  const { fromHidden } = network;
  const recurrent = (kernel: Parameters<typeof constant>[0]) => tf.matMul(before, constant(kernel));
  const reset = tf.sigmoid(tf.add(gate(network.reset), recurrent(fromHidden.reset)));
  const update = tf.sigmoid(tf.add(gate(network.update), recurrent(fromHidden.update)));
  const recalled = linear(before, layerTensors(fromHidden.candidate));
  const candidate = tf.tanh(tf.add(gate(network.candidate), tf.mul(reset, recalled)));
  const hidden = tf.add(tf.mul(tf.sub(1, update), candidate), tf.mul(update, before));
  const last = network.dense.reduce((x, { layer, scale, shift }) => {
    const z = linear(x, layerTensors(layer));
    const mean = tf.mean(z, 2, true);
    const variance = tf.relu(tf.sub(tf.mean(tf.square(z), 2, true), tf.square(mean)));
    const row = (tensor: typeof scale) => constant({ values: tensor.values, shape: [1, ...tensor.shape] });
    const standard = tf.mul(tf.sub(z, mean), tf.rsqrt(tf.add(variance, 1e-6)));
    return tf.relu(tf.add(tf.mul(standard, row(scale)), row(shift)));
  }, hidden);
  return { hidden, outputs: linear(last, layerTensors(network.output)) };
}
