import { z } from 'zod';
import { mapTree } from '../tensors/tree.ts';
import { defineWrapper, type Optimizer, type StepContext } from './entry/optimizer.ts';
import { isCritics } from './layout/parameter-roles.ts';
import { common, eachMember, perMember } from './members/per-member.ts';
import { withNumbers } from './members/step-numbers.ts';
import { chain, type NoState, stateless } from './transforms/chain.ts';
import { onTensors } from './transforms/flatten.ts';
import { scale } from './transforms/weighted.ts';

const name = 'LR_SPIKE';

const settings = z.object({
  update: z
    .int()
    .positive()
    .default(480)
    .describe("the optimizer's step that is spiked, from 1: every minibatch is a step"),
  factor: z.number().positive().default(1e4).describe('of the learning rate in that step'),
  part: z
    .enum(['actor', 'critic', 'all'])
    .default('actor')
    .describe("whose steps it is about: the critic's, those of all other parameters, or all"),
});

type Settings = z.output<typeof settings>;

/**
 * A learning rate that is many times too large in one step: what a test of step controllers does to a training. Controllers
 * stand around it: `GHOSTS(LR_SPIKE(ADAM,update=480))`.
 *
 * Where all parameters are meant, it is the learning rate of the step. Where it is those of actor or critic, what the rule
 * inside adds to them is multiplied, which is the same for rules whose steps are in proportion to the rate. No state.
 */
export const lrSpike = defineWrapper({
  name,
  summary: 'one step at a learning rate many times as large, to see what survives it',
  source: 'piyush314/ghosts-of-softmax experiments/lrspike/run.py at 5a9638c',
  equation: [
    'part=all:           η ← η·s, then the rule inside',
    'part=actor, critic: θ ← θ + sΔ of its parameters, θ + Δ of the others',
    's = factor at t = update, else 1',
  ],
  settings,
  memory: () => 0,
  changes: ({ part }) => (part === 'all' ? 'nothing' : 'anything'),
  create(members, inner) {
    const part = common(members, 'part');
    return part === 'all'
      ? atSpikedRate(members, inner)
      : chain(onTensors(inner), spikedSteps(members, part));
  },
});

function atSpikedRate(members: readonly Settings[], inner: Optimizer): Optimizer {
  const spiked = (step: StepContext): StepContext =>
    withNumbers(step, (numbers) => ({
      learningRateScale: eachMember(
        members,
        numbers,
        (own, { step, learningRateScale }) => learningRateScale * scaleOf(own, step),
      ),
    }));
  const { takeStep } = inner;
  return {
    ...inner,
    update: (gradients, state, params, step) => inner.update(gradients, state, params, spiked(step)),
    ...(takeStep && {
      takeStep: (steps, state, params, step) => takeStep(steps, state, params, spiked(step)),
    }),
  };
}

function spikedSteps(members: readonly Settings[], part: 'actor' | 'critic'): Optimizer<NoState> {
  const coefficients = perMember(members, (own, { step }) => ({ factor: scaleOf(own, step) }));
  return stateless(
    (updates, _params, context) => {
      const { factor } = coefficients(context);
      const own = Object.entries(updates).filter(([name]) => isCritics(name) === (part === 'critic'));
      return { ...updates, ...mapTree((update) => scale(update, factor), Object.fromEntries(own)) };
    },
    { elementwise: false },
  );
}

function scaleOf({ update, factor }: Settings, step: number): number {
  return step === update ? factor : 1;
}
