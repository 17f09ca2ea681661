import { ParameterLayout } from '../../tensors/parameter-layout.ts';
import type { Tensor } from '../../tensors/tf.ts';
import type { TensorTree } from '../../tensors/tree.ts';
import type { Optimizer, Params, StepContext } from '../entry/optimizer.ts';
import { inView } from '../entry/oracles-in-view.ts';
import { shapesOf } from '../layout/parameter-roles.ts';

/** How the tensors of `params` would lie in one vector. */
export function layoutOf(params: Params): ParameterLayout {
  return new ParameterLayout(shapesOf(params));
}

/** All tensors as one, `[P, 1, n]`, for what is said of all parameters together. */
export function vectorOf(params: Params): Tensor {
  const layout = layoutOf(params);
  return layout.join(layout.ordered(params));
}

/**
 * Runs an elementwise rule on all tensors joined to one vector, which it cannot tell from the tensors one by one, but
 * which costs one operation where those cost one each. For what follows a stage that does need them one by one.
 */
export function flatten<S extends TensorTree>(inner: Optimizer<S>): Optimizer<S> {
  const contextOf = (params: Params, step: StepContext): StepContext => {
    const outside = (tree: Params): Params => apart(tree, params);
    return inView(step, {
      paramsOutside: outside,
      directionOutside: outside,
      inside: joined,
      columnsInside: (samples) => samples,
    });
  };
  return {
    elementwise: true,
    init: (params) => inner.init(joined(params)),
    update(gradients, state, params, step) {
      const context = contextOf(params, step);
      const { updates, state: next } = inner.update(joined(gradients), state, joined(params), context);
      return { updates: apart(updates, gradients), state: next };
    },
    ...(inner.takeStep && {
      takeStep(steps, state, params, step) {
        const context = contextOf(params, step);
        const made = inner.takeStep!(joined(steps), state, joined(params), context);
        return { updates: apart(made.updates, steps), state: made.state };
      },
    }),
    ...(inner.forget && { forget: (state, kept) => inner.forget!(state, joined(kept)) }),
    ...(inner.report && { report: (params, state) => inner.report!(joined(params), state) }),
    ...(inner.evaluationParams && {
      evaluationParams: (params, state) => apart(inner.evaluationParams!(joined(params), state), params),
    }),
  };
}

/** A rule that is given tensors one by one, at the least cost: joined where it cannot tell. */
export function onTensors(rule: Optimizer): Optimizer {
  return rule.elementwise ? flatten(rule) : rule;
}

/** The parts of a vector by the names and shapes of `like`. */
function apart({ vector }: Params, like: Params): Params {
  const layout = layoutOf(like);
  return layout.named(layout.split(vector!));
}

/** Joined when it is first asked for, since few rules look at the parameters. */
function joined(params: Params): Params {
  let vector: Tensor | undefined;
  return {
    get vector() {
      // A rule may have freed what it asked for within a `tidy` of its own.
      if (vector === undefined || vector.isDisposed) vector = vectorOf(params);
      return vector;
    },
  };
}
