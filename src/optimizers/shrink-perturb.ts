import { z } from 'zod';
import { UsageError } from '../errors.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { defineOptimizer, type Params, type StepContext } from './entry/optimizer.ts';
import { membersWhere, perMember } from './members/per-member.ts';
import { stateless } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { noiseFor } from './upgd.ts';

const settings = z.object({
  lr: learningRate(0.1, "SGD's here"),
  decay: z.number().min(0).default(0.01).describe('parameters shrink by lr · decay in every update'),
  sigma: z
    .number()
    .min(0)
    .default(1e-3)
    .describe('standard deviation of the noise that is added to gradients'),
  event_every: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe(
      'updates from one event to the next, which shrinks all parameters and adds a share of freshly drawn ones; none: no events',
    ),
  shrink: z
    .number()
    .min(0)
    .max(1)
    .default(0.4)
    .describe("what is left of the parameters at an event; default: the reference's"),
  perturb: z
    .number()
    .min(0)
    .default(0.1)
    .describe("share of freshly drawn parameters that is added then; default: the reference's"),
});

type Settings = z.output<typeof settings>;

/**
 * Gradient descent that shrinks the parameters and perturbs them in every update, so that they stay able to learn other
 * tasks: a continuous form of shrinking and perturbing between tasks, which is what events do. No state.
 */
export const shrinkPerturb = defineOptimizer({
  name: 'SHRINK_PERTURB',
  summary: 'gradient descent with noise that shrinks the parameters, for tasks that change',
  source:
    'Ash & Adams 2020 (arXiv 1910.08475); mohmdelsayed/upgd core/optim/shrink_and_perturb.py at b75e90a, JordanAsh/warm_start run.py at 896176b',
  equation: [
    'θ ← θ - η(g + sigma·ξ + decay·θ)',
    't a multiple of event_every: θ ← shrink·θ + perturb·x behind it,',
    '  x parameters drawn anew as those of the start were',
  ],
  settings,
  memory: () => 0,
  create(members) {
    const coefficients = perMember(members, ({ lr, decay, sigma }, { learningRateScale }) => ({
      sigma,
      step: -lr * learningRateScale,
      shrink: -lr * learningRateScale * decay,
    }));
    const events = eventsOf(members);
    return flatten(
      stateless(
        (gradients, params, context) => {
          const { sigma, step, shrink } = coefficients(context);
          const updates = mapTree(
            (gradient, chance, param) =>
              tf.add(tf.mul(tf.add(gradient, chance!), step), tf.mul(param!, shrink)),
            gradients,
            noiseFor(params, context, sigma),
            params,
          );
          return events(updates, params, context);
        },
        { elementwise: true },
      ),
    );
  },
});

/** Updates with what events add to them, for the members that have one at a step. */
function eventsOf(members: readonly Settings[]) {
  const isEvent = ({ event_every }: Settings, { step }: { readonly step: number }): boolean =>
    event_every !== null && step % event_every === 0;
  const due = membersWhere(members, isEvent);
  const coefficients = perMember(members, (own, at) =>
    isEvent(own, at)
      ? { left: own.shrink, lost: own.shrink - 1, added: own.perturb }
      : { left: 1, lost: 0, added: 0 },
  );
  return (updates: Params, params: Params, context: StepContext): Params => {
    if (!due(context, Object.values(params)[0]!.shape[0]!).some(Boolean)) return updates;
    if (!context.freshParams) {
      throw new UsageError(
        'SHRINK_PERTURB: event_every needs parameters that are drawn, which what is trained here does not have; leave it out',
      );
    }
    const { left, lost, added } = coefficients(context);
    return mapTree(
      (update, param, fresh) =>
        tf.add(tf.add(tf.mul(update, left), tf.mul(param!, lost)), tf.mul(fresh!, added)),
      updates,
      params,
      context.freshParams(),
    );
  };
}
