import { z } from 'zod';
import { chooseMembers } from '../tensors/choose-members.ts';
import { memberNormOfAnySize } from '../tensors/member-norm.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { defineWrapper, type Optimizer, type Params } from './entry/optimizer.ts';
import { isCritics } from './layout/parameter-roles.ts';
import { memberScalar } from './members/member-scalar.ts';
import { membersWhere, perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { onTensors, vectorOf } from './transforms/flatten.ts';
import { softmaxRadius } from './transforms/softmax-radius.ts';
import { zeros } from './transforms/weighted.ts';

const settings = z.object({
  r: z
    .number()
    .positive()
    .default(1)
    .describe(
      'longest step, as a share of the radius ρ; default: the published controller; its authors recommend 0.5',
    ),
  quantile: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe(
      'of the spreads of the states in the minibatch, in place of the largest; default: the largest, as published',
    ),
});

/**
 * Shortens a step of the policy that is longer than the power series of its softmax converge for. Along the step every
 * logit has a derivative; where a state's derivatives differ by Δ, the logarithm of its softmax has its nearest singularity,
 * a complex step, at a distance of at least π/Δ. ρ is that distance for the state with the largest Δ.
 *
 * What is shortened is the step of the actor's network alone, whatever makes it; the critic's is left as it is. It holds for
 * softmax heads, of policies and of classifiers, and asks for the derivatives of the logits along the step, which cost about
 * two passes forward of the actor. Where nobody says them, nothing is shortened.
 *
 * State, reported: over the steps of an update, the smallest ρ, the largest r = ‖step‖/ρ before it was shortened, and how
 * many were.
 */
export const ghosts = defineWrapper({
  name: 'GHOSTS',
  summary: "shortens the policy's steps to the radius of convergence of its softmax",
  source: 'piyush314/ghosts-of-softmax experiments/lrspike/run.py at 5a9638c',
  equation: [
    "the actor's tensors as one vector; of a policy with softmax:",
    'v = Δ/‖Δ‖',
    'ż = the derivatives of the logits along v, in every state of the minibatch',
    'ρ = π/(the largest max(ż) - min(ż) of a state + 1e-12)',
    'θ ← θ + Δ·min(1, rρ/‖Δ‖)',
  ],
  settings,
  softmax: true,
  memory: () => 3,
  changes: () => 'shorten',
  create: (members, inner) => chain(onTensors(inner), withinRadius(members)),
});

/** What is reported of an update, `[P, 1, 1]` each. */
type Findings = Readonly<Record<'rho' | 'r' | 'capped', tf.Tensor>>;

function withinRadius(members: readonly z.output<typeof settings>[]): Optimizer<Findings> {
  const coefficients = perMember(members, ({ r, quantile }) => ({ limit: r, quantile }));
  const begins = membersWhere([{}], (_, { stepInRollout }) => stepInRollout === 1);
  return {
    elementwise: false,
    init(params) {
      const none = (): tf.Tensor => memberScalar(params, 0);
      return { rho: none(), r: none(), capped: none() };
    },
    update(updates, state, _params, context) {
      const { outputSlopes } = context;
      const own = Object.entries(updates).filter(([name]) => !isCritics(name));
      if (!outputSlopes || own.length === 0) return { updates, state };
      const { limit, quantile } = coefficients(context);
      const policys = Object.fromEntries(own);
      const { length, direction } = apart(policys);
      const rho = softmaxRadius(outputSlopes({ ...zeros(updates), ...direction }), quantile);
      const r = tf.div(length, rho);
      const isLong = tf.greater(r, limit);
      const factor = tf.where(isLong, tf.div(limit, r), 1);
      const capped = tf.cast(isLong, 'float32');
      const shortened = mapTree((update) => tf.mul(update, factor), policys);
      const first = begins(context, length.shape[0]!);
      const found: Findings = { rho, r, capped };
      const sinceFirst: Findings = {
        rho: tf.minimum(state.rho, rho),
        r: tf.maximum(state.r, r),
        capped: tf.add(state.capped, capped),
      };
      return {
        updates: { ...updates, ...shortened },
        state: mapTree((now, so) => chooseMembers(first, now, so!), found, sinceFirst),
      };
    },
    forget: (state) => state,
    report: (_params, { rho, r, capped }) => ({ 'ghosts.rho': rho, 'ghosts.r': r, 'ghosts.capped': capped }),
  };
}

/** The length of a step, `[P, 1, 1]`, and the step divided by it, or zeros. */
function apart(step: Params): { length: tf.Tensor; direction: Params } {
  const length = memberNormOfAnySize(vectorOf(step));
  const divisor = tf.where(tf.greater(length, 0), length, 1);
  return { length, direction: mapTree((each) => tf.div(each, divisor), step) };
}
