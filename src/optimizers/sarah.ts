import { z } from 'zod';
import { chooseMembers } from '../tensors/choose-members.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { gradientElsewhere } from './entry/gradient-elsewhere.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineWrapper, type Optimizer, type Params } from './entry/optimizer.ts';
import { membersWhere } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { zeros } from './transforms/weighted.ts';

const settings = z.object({
  restart: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'steps after which the whole gradient is taken again within a roll-out; none: at its beginning alone',
    ),
});

type State = {
  /** v, the estimate of the last step. */
  readonly estimate: Params;
  /** Where the last step was made from. */
  readonly previous: Params;
};

/**
 * SARAH: a roll-out is a finite sum, whose whole gradient is taken at its beginning; from then on the estimate moves by how
 * much the gradient of each minibatch has changed with the last step, two gradients of one minibatch apart. Steps so small that
 * gradients hardly change leave it nearly exact. DIFF2 without clipping and noise is the same (with them it is the study `private-gradients`).
 *
 * Where nobody tells the gradient of the whole (data sets, noisy problems), the first minibatch stands for it; a function of
 * two variables is its own whole. Gradients are as `max_grad_norm` has left them; advantages are standardised over what each
 * is of. State: two numbers a parameter.
 */
export const sarah = defineWrapper({
  name: 'SARAH',
  summary:
    'the gradient of the whole roll-out, moved on by how gradients of minibatches change, for any optimizer',
  source:
    'Nguyen et al. 2017 (arXiv 1703.00102); DIFF2 of Murata & Suzuki 2023 (arXiv 2302.03884) without its noise',
  equation: [
    'first step on a roll-out, and every restart steps:',
    '  v = ∇L(θ) of the whole roll-out',
    'else  v ← v + ∇ℓ(θ) - ∇ℓ(θ′)    (ℓ of the minibatch; θ′ = θ a step before)',
    'g ← v, then the rule inside',
  ],
  settings,
  memory: numbersPerParameter(2),
  changes: () => 'nothing',
  create: (members, inner) => chain(recursiveEstimate(members), inner),
});

function recursiveEstimate(members: readonly z.output<typeof settings>[]): Optimizer<State> {
  const begins = membersWhere(members, ({ restart }, { stepInRollout }) =>
    restart === null ? stepInRollout === 1 : (stepInRollout - 1) % restart === 0,
  );
  return {
    elementwise: true,
    init: (params) => ({ estimate: zeros(params), previous: zeros(params) }),
    update(gradients, state: State, params, context) {
      const beginning = begins(context, Object.values(params)[0]!.shape[0]!);
      const whole = beginning.includes(true) ? (context.wholeGradient?.(params) ?? gradients) : undefined;
      const moved = beginning.every(Boolean)
        ? undefined
        : mapTree(
            (before, now, there) => tf.add(before, tf.sub(now!, there!)),
            state.estimate,
            gradients,
            gradientElsewhere(context, 'SARAH')(state.previous),
          );
      const estimate =
        whole && moved
          ? mapTree((own, other) => chooseMembers(beginning, own, other!), whole, moved)
          : (whole ?? moved)!;
      return { updates: estimate, state: { estimate, previous: params } };
    },
  };
}
