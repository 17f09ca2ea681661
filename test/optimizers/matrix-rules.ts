import { makeOptimizer, type StepContext } from '../../src/optimizers/index.ts';
import { advance, type Member, memberValues, populate, start } from './trial.ts';

/** A policy and a critic with kernels of the same and of other shapes. */
export const networks = {
  'actor.0.kernel': [4, 6],
  'actor.0.bias': [1, 6],
  'actor.1.kernel': [6, 6],
  'actor.1.bias': [1, 6],
  'actor.head.kernel': [6, 2],
  'actor.head.bias': [1, 2],
  'critic.0.kernel': [4, 6],
  'critic.0.bias': [1, 6],
  'critic.1.kernel': [6, 6],
  'critic.1.bias': [1, 6],
  'critic.head.kernel': [6, 1],
  'critic.head.bias': [1, 1],
} as const;

/** One member's tensors after some updates, by name. */
export function trained(
  spec: string,
  initial: Member,
  gradients: readonly Member[],
  context: Omit<StepContext, 'step'> = {},
): Record<string, number[]> {
  const optimizer = makeOptimizer(spec);
  const { params } = gradients.reduce(
    (trial, gradient, index) =>
      advance(optimizer, trial, populate([gradient]), { ...context, step: index + 1 }),
    start(optimizer, [initial]),
  );
  return named(Object.keys(initial), memberValues(params, 0));
}

/** The update at parameters of zero, by name. */
export function firstUpdate(spec: string, gradient: Member): Record<string, number[]> {
  const zero: Member = Object.fromEntries(
    Object.entries(gradient).map(([name, { shape, values }]) => [
      name,
      { shape, values: values.map(() => 0) },
    ]),
  );
  return trained(spec, zero, [gradient]);
}

/** A tensor's tolerance-free distance: the largest difference. */
export function furthest(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
}

function named(names: readonly string[], values: number[][]): Record<string, number[]> {
  return Object.fromEntries(names.map((name, index) => [name, values[index]!]));
}
