import type { Optimizer, Params } from '../entry/optimizer.ts';
import { parameterRoles, shapesOf } from '../layout/parameter-roles.ts';

/** A stage without state on kernels alone; other updates stay as they are. */
export function onKernels(stage: Optimizer): Optimizer {
  return {
    elementwise: false,
    init: () => ({}),
    update(gradients, state, params, step) {
      const roles = parameterRoles(shapesOf(params));
      const kernels = (tree: Params) =>
        Object.fromEntries(Object.entries(tree).filter(([name]) => roles[name] !== 'vector'));
      const { updates } = stage.update(kernels(gradients), state, kernels(params), step);
      return { updates: { ...gradients, ...updates }, state };
    },
  };
}
