import { z } from 'zod';
import { UsageError } from '../errors.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params } from './entry/optimizer.ts';
import { parameterRoles, shapesOf } from './layout/parameter-roles.ts';
import { common, perMember } from './members/per-member.ts';
import { chain, type NoState } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { type Moments, momentWeights, nextMoments, noMoments } from './transforms/moments.ts';
import { betas, biasCorrected, epsilon } from './transforms/scale-by-adam.ts';
import { weightDecay } from './transforms/weight-decay.ts';
import { addScaled, forgetIn, zeros } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(1e-3, "the reference's; the largest rate of the schedule"),
  betas: betas(0.9, 0.999),
  eps: epsilon(1e-8, "the reference's, before that root is corrected for its start at zero"),
  weight_decay: weightDecay(0.01, 'decoupled; default: ADAMW’s, since without decay this is ADAM'),
  normalized: z
    .array(z.string())
    .default(['input', 'hidden'])
    .describe(
      'what the network normalises after use, whose decay goes by the square of the schedule: ' +
        'roles (input, hidden, head, vector) or names of parameters',
    ),
  ams_bound: z.boolean().default(false).describe('divide by the largest second moment so far'),
});

type Settings = z.output<typeof settings>;

/**
 * AdamC: AdamW whose decay of normalised weights is corrected for the schedule, so that they keep the norm at which gradient and
 * decay balance while the learning rate falls, where AdamW lets gradients grow. At a constant learning rate it is AdamW.
 *
 * State: two numbers a parameter, three with ams_bound.
 */
export const adamc = defineOptimizer({
  name: 'ADAMC',
  summary: 'AdamW whose decay of normalised weights falls with the square of the schedule',
  source: 'Defazio 2025 (arXiv 2506.02285); kozistr/pytorch_optimizer optimizer/adamc.py at 7a076d2',
  equation: [
    'm ← β₁m + (1 - β₁)g',
    'v ← β₂v + (1 - β₂)g²',
    'u = (√c₂/c₁)·m/(√(v + 1e-15) + ε)    (ams_bound: largest v so far)',
    'what normalized names:  θ ← θ - η(u + λ(η/lr)θ)',
    'the rest:               θ ← θ - η(u + λθ)',
  ],
  settings,
  memory: (parameters, { ams_bound }) => (ams_bound ? 3 : 2) * countNumbers(parameters),
  create: (members) =>
    chain(flatten(scaleByFlooredAdam(members)), addCorrectedDecay(members), scaleByLearningRate(members)),
});

/** Added to the second moment inside of the root, in the reference. */
const floor = 1e-15;

function scaleByFlooredAdam(members: readonly Settings[]): Optimizer<Moments & { readonly largest: Params }> {
  const bounded = common(members, 'ams_bound');
  const coefficients = perMember(members, (settings, at) => ({
    ...momentWeights(settings.betas),
    numerator: biasCorrected(settings, at).numerator,
    eps: settings.eps,
  }));
  return {
    elementwise: true,
    init: (params) => ({ ...noMoments(params), largest: bounded ? zeros(params) : {} }),
    forget: forgetIn,
    update(gradients, state, _params, context) {
      const c = coefficients(context);
      const moments = nextMoments(state, gradients, c);
      const largest = mapTree((before, now) => tf.maximum(before, now!), state.largest, moments.v);
      const updates = mapTree(
        (m, v) => tf.div(tf.mul(m, c.numerator), tf.add(tf.sqrt(tf.add(v!, floor)), c.eps)),
        moments.m,
        bounded ? largest : moments.v,
      );
      return { updates, state: { ...moments, largest } };
    },
  };
}

/** Decoupled decay, for normalised weights times the share of the largest learning rate that is at hand. */
function addCorrectedDecay(members: readonly Settings[]): Optimizer<NoState> {
  // Lists are compared as one text, and have no commas inside.
  const lists = members.map(({ normalized }) => ({ normalized: normalized.join() }));
  const chosen = common(lists, 'normalized').split(',').filter(Boolean);
  const coefficients = perMember(members, ({ weight_decay }, { learningRateScale }) => ({
    plain: weight_decay,
    corrected: weight_decay * learningRateScale,
  }));
  return {
    elementwise: false,
    init(params) {
      normalizedNames(params, chosen);
      return {};
    },
    forget: (state) => state,
    update(directions, state, params, context) {
      const { plain, corrected } = coefficients(context);
      const normalized = normalizedNames(params, chosen);
      const decayed = Object.entries(directions).map(([name, direction]) => {
        const decay = normalized.has(name) ? corrected : plain;
        return [name, addScaled(direction, params[name]!, decay)];
      });
      return { updates: Object.fromEntries(decayed), state };
    },
  };
}

/** The parameters that are chosen by role or by name. @throws UsageError for a choice that is neither. */
function normalizedNames(params: Params, chosen: readonly string[]): ReadonlySet<string> {
  const roles = parameterRoles(shapesOf(params));
  const names = Object.keys(params);
  const known = ['input', 'hidden', 'head', 'vector'];
  const unknown = chosen.find((each) => !known.includes(each) && !names.includes(each));
  if (unknown !== undefined) {
    throw new UsageError(
      `ADAMC: normalized must hold roles (${known.join(', ')}) or names of parameters (${names.join(', ')}), given "${unknown}"`,
    );
  }
  return new Set(names.filter((name) => chosen.includes(name) || chosen.includes(roles[name]!)));
}
