import type { TensorTree } from '../../tensors/tree.ts';
import type { Optimizer, Params, StepContext } from '../entry/optimizer.ts';
import { withOracles } from '../members/step-numbers.ts';

/** The state of a stage that remembers nothing. */
export type NoState = Readonly<Record<string, never>>;

/**
 * Optimizers in a row: what one makes of the gradients is what the next takes for gradients, and what the last makes is
 * the update. All see the same parameters. A gradient elsewhere, of all experience, or of what traces gather, is what the stages before make of it. The state is the
 * list of the stages' states.
 *
 * Every update rule here is such a chain of small stages, the last of which multiplies by minus the learning rate.
 */
export function chain(...stages: readonly Optimizer[]): Optimizer<readonly TensorTree[]> {
  return {
    elementwise: stages.every((stage) => stage.elementwise === true),
    init: (params) => stages.map((stage) => stage.init(params)),
    update(gradients, state, params, step) {
      let updates = gradients;
      let context = step;
      const next = stages.map((stage, index) => {
        const made = stage.update(updates, state[index]!, params, context);
        updates = made.updates;
        context = after(stage, state[index]!, params, context);
        return made.state;
      });
      return { updates, state: next };
    },
    ...takeStep(stages),
    ...evaluationParams(stages),
    ...forget(stages),
    ...report(stages),
    ...routes(stages),
  };
}

/** The context in which the next stage works. */
function after(stage: Optimizer, state: TensorTree, params: Params, context: StepContext): StepContext {
  const { gradientAt, wholeGradient, eligibility } = context;
  if (!gradientAt && !wholeGradient && !eligibility) return context;
  const through = (gradient: (at: Params) => Params) => (at: Params) =>
    stage.update(gradient(at), state, at, context).updates;
  return withOracles(context, {
    ...(gradientAt && { gradientAt: through(gradientAt) }),
    ...(wholeGradient && { wholeGradient: through(wholeGradient) }),
    ...(eligibility && {
      eligibility: () => stage.update(eligibility(), state, params, context).updates,
    }),
  });
}

/** Those of the stages that move more than the parameters, one after the other. */
function takeStep(stages: readonly Optimizer[]): Pick<Optimizer<readonly TensorTree[]>, 'takeStep'> {
  if (stages.every((stage) => stage.takeStep === undefined)) return {};
  return {
    takeStep(steps, state, params, context) {
      let updates = steps;
      const next = stages.map((stage, index) => {
        if (!stage.takeStep) return state[index]!;
        const made = stage.takeStep(updates, state[index]!, params, context);
        updates = made.updates;
        return made.state;
      });
      return { updates, state: next };
    },
  };
}

/** Those of the stages that have something to say, one after the other. */
function evaluationParams(
  stages: readonly Optimizer[],
): Pick<Optimizer<readonly TensorTree[]>, 'evaluationParams'> {
  if (stages.every((stage) => stage.evaluationParams === undefined)) return {};
  return {
    evaluationParams: (params, state) =>
      stages.reduce(
        (averaged, stage, index) => stage.evaluationParams?.(averaged, state[index]!) ?? averaged,
        params,
      ),
  };
}

/** All of them, where every one can. */
function forget(stages: readonly Optimizer[]): Pick<Optimizer<readonly TensorTree[]>, 'forget'> {
  if (stages.some((stage) => stage.forget === undefined)) return {};
  return {
    forget: (state, kept) => stages.map((stage, index) => stage.forget!(state[index]!, kept)),
  };
}

/** What all stages have learned. */
function report(stages: readonly Optimizer[]): Pick<Optimizer<readonly TensorTree[]>, 'report'> {
  if (stages.every((stage) => stage.report === undefined)) return {};
  return {
    report: (params, state) =>
      Object.assign({}, ...stages.map((stage, index) => stage.report?.(params, state[index]!))),
  };
}

/** Those of the first stage that treats parameters differently. */
function routes(stages: readonly Optimizer[]): Pick<Optimizer, 'routes'> {
  const routed = stages.find((stage) => stage.routes !== undefined);
  return routed ? { routes: (params) => routed.routes!(params) } : {};
}

/** A stage that remembers nothing. */
export function stateless(
  transform: (gradients: Params, params: Params, step: StepContext) => Params,
  { elementwise }: { readonly elementwise: boolean },
): Optimizer<NoState> {
  return {
    elementwise,
    init: () => ({}),
    update: (gradients, state, params, step) => ({ updates: transform(gradients, params, step), state }),
    forget: (state) => state,
  };
}

/** The stage that leaves gradients as they are. */
export const identity = stateless((gradients) => gradients, { elementwise: true });
