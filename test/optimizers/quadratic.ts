import type { Call } from '../../src/call-expression.ts';
import { makeOptimizer, type Params, type StepContext } from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { mapTree } from '../../src/tensors/tree.ts';
import { advance, type Member, start, type Trial } from './trial.ts';

/** The gradient of ½ Σ curvature · parameter². */
export function slope(curvature: number): (params: Params) => Params {
  return (params) => mapTree((param) => tf.mul(param, curvature), params);
}

/** Descends on ½ Σ curvature · parameter². @returns what there is after every step, only the last of it not disposed. */
export function descend(
  spec: string | Call | string[],
  initial: Member[],
  steps: number,
  { curvature = 1, context = {} }: { curvature?: number; context?: Partial<StepContext> } = {},
): Trial {
  const optimizer = makeOptimizer(spec);
  const gradientAt = slope(curvature);
  let trial = start(optimizer, initial);
  for (let step = 1; step <= steps; step++) {
    trial = advance(optimizer, trial, gradientAt(trial.params), { step, gradientAt, ...context });
  }
  return trial;
}
