import { z } from 'zod';
import { UsageError } from '../errors.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree, type TensorTree } from '../tensors/tree.ts';
import { defineWrapper, type Optimizer, type Params, type StepContext } from './entry/optimizer.ts';
import { type HiddenUnits, hiddenUnits } from './layout/hidden-units.ts';
import { shapesOf } from './layout/parameter-roles.ts';
import { memberScalar } from './members/member-scalar.ts';
import { membersWhere, perMember } from './members/per-member.ts';
import { onTensors } from './transforms/flatten.ts';
import { handOn } from './transforms/hand-on.ts';

const name = 'REDO';

const settings = z.object({
  tau: z
    .number()
    .min(0)
    .default(0.1)
    .describe(
      "a unit is dormant whose mean magnitude is at most this share of its layer's; default: the paper's (the reference's is 0)",
    ),
  every: z
    .int()
    .positive()
    .default(50)
    .describe('steps of the optimizer, minibatches, from one recycling to the next'),
});

type Settings = z.output<typeof settings>;

/** Beside the mean of a layer, so that in one that is silent throughout every unit is dormant. */
const epsilon = 1e-9;

type State = {
  readonly inner: TensorTree;
  /** Units of each layer that were recycled since the last roll-out, `[P, 1, 1]`. */
  readonly recycled: Params;
};

/**
 * Recycles dormant units behind the step of the rule inside: their incoming weights are drawn anew, their biases and outgoing
 * weights are 0, so that the network says the same without them, and what the rule remembers of the gradients of these weights
 * is 0. What it remembers of biases and its step count stay, as in the reference.
 *
 * Units are judged by the minibatch at hand, at the parameters before the step. Fresh weights are drawn as those of the
 * network's beginning were (the reference draws by Glorot's uniform, as its networks begin). A weight between two recycled
 * units becomes 0. A member without a number for its activity keeps all.
 *
 * State, reported: a number for every hidden layer, how many of its units an update has recycled.
 */
export const redo = defineWrapper({
  name,
  summary: 'recycles dormant units: fresh weights into them, none out of them',
  source:
    'Sokar et al. 2023, "The Dormant Neuron Phenomenon in Deep Reinforcement Learning" (arXiv 2302.12902); google/dopamine dopamine/labs/redo/weight_recyclers.py at 1dd1661',
  equation: [
    'θ ← θ + Δ',
    't a multiple of every: of each unit i of every hidden layer',
    '  aᵢ = the mean of |its output| over the minibatch',
    '  dormant where aᵢ/(mean(a) + 1e-9) ≤ tau, mean(a) over the layer; if so',
    '  its incoming weights ← drawn anew as at the start, its bias ← 0,',
    '  its outgoing weights ← 0, and the moments of both kinds of weights ← 0',
  ],
  settings,
  recycles: true,
  memory: (parameters) => hiddenUnits(parameters).length,
  changes: () => 'anything',
  refuses: (change, wrapper) =>
    change === 'shift'
      ? undefined
      : `it puts the weights of units where they are to begin, and ${wrapper} would put them elsewhere; write ${name} outermost, or ${name}(ADAM) by itself`,
  create: (members, inner) => recycling(members, onTensors(inner)),
});

function recycling(members: readonly Settings[], inner: Optimizer): Optimizer<State> {
  const isDue = ({ every }: Settings, { step }: { readonly step: number }) => step % every === 0;
  const due = membersWhere(members, isDue);
  // No score is below 0.
  const thresholds = perMember(members, (own, at) => ({ tau: isDue(own, at) ? own.tau : -1 }));
  const sinceRollout = perMember([{}], (_, { stepInRollout }) => ({ keep: Number(stepInRollout > 1) }));
  return {
    ...handOn<State>(inner),
    elementwise: false,
    init: (params) => ({
      inner: inner.init(params),
      recycled: Object.fromEntries(
        hiddenUnits(shapesOf(params)).map(({ layer }) => [layer, memberScalar(params, 0)]),
      ),
    }),
    update(gradients, state, params, context) {
      const made = inner.update(gradients, state.inner, params, context);
      const { keep } = sinceRollout(context);
      const before = mapTree((count) => tf.mul(count, keep), state.recycled);
      const layers = hiddenUnits(shapesOf(params));
      const isTime = due(context, Object.values(params)[0]!.shape[0]!).some(Boolean);
      if (!isTime || layers.length === 0) {
        return { updates: made.updates, state: { inner: made.state, recycled: before } };
      }
      const dormant = dormantUnits(layers, context, thresholds(context).tau);
      const { updates, kept } = recycledUnits(layers, dormant, made.updates, params, freshOf(context));
      return {
        updates,
        state: {
          inner: inner.forget!(made.state, kept),
          recycled: mapTree(
            (count, units) => tf.add(count, tf.sum(tf.cast(units!, 'float32'), 2, true)),
            before,
            dormant,
          ),
        },
      };
    },
    report: (params, state) => ({
      ...inner.report?.(params, state.inner),
      ...Object.fromEntries(
        Object.entries(state.recycled).map(([layer, count]) => [`recycled.${layer}`, count]),
      ),
    }),
  };
}

/** Which units of each layer are dormant, truth values `[P, 1, units]`. */
function dormantUnits(layers: readonly HiddenUnits[], context: StepContext, tau: tf.Tensor | number): Params {
  const activity = context.meanActivations?.();
  if (!activity) throw unknown('how active units are');
  return Object.fromEntries(
    layers.map(({ layer }) => {
      const own = activity[layer];
      if (!own) throw unknown(`how active the units of ${layer} are`);
      const score = tf.div(own, tf.add(tf.mean(own, 2, true), epsilon));
      return [layer, tf.lessEqual(score, tau)];
    }),
  );
}

function freshOf({ freshParams }: StepContext): Params {
  if (!freshParams) throw unknown('how its parameters are drawn');
  return freshParams();
}

function unknown(what: string): UsageError {
  return new UsageError(
    `${name} needs to know ${what}, which what is trained here does not say; leave ${name} out`,
  );
}

/**
 * Updates that put the weights of dormant units where they are to begin.
 *
 * @returns beside them, in the shapes of the parameters, 0 for weights into and out of dormant units and 1 for all others.
 */
function recycledUnits(
  layers: readonly HiddenUnits[],
  dormant: Params,
  updates: Params,
  params: Params,
  fresh: Params,
): { updates: Params; kept: Params } {
  const recycled: Record<string, tf.Tensor> = { ...updates };
  const kept: Record<string, tf.Tensor> = mapTree((param) => tf.onesLike(param), params);
  const put = (name: string, where: tf.Tensor, target?: tf.Tensor): void => {
    const param = params[name]!;
    const way = target ? tf.sub(target, param) : tf.neg(param);
    recycled[name] = tf.where(where, way, recycled[name]!);
  };
  const forget = (name: string, where: tf.Tensor): void => {
    kept[name] = tf.where(where, 0, kept[name]!);
  };
  for (const { layer, incoming, bias } of layers) {
    put(incoming, dormant[layer]!, fresh[incoming]!);
    forget(incoming, dormant[layer]!);
    if (bias !== undefined) put(bias, dormant[layer]!);
  }
  // After all incoming weights, as in the reference: what leads from one recycled unit to another is 0.
  for (const { layer, outgoing } of layers) {
    const [members, , units] = dormant[layer]!.shape as [number, number, number];
    // WebGPU transposes no truth values, and of a single row it is the same.
    const rows = tf.reshape(dormant[layer]!, [members, units, 1]);
    put(outgoing, rows);
    forget(outgoing, rows);
  }
  return { updates: recycled, kept };
}
