import { makeOptimizer, type StepContext } from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { mapTree } from '../../src/tensors/tree.ts';
import { evaluationParams } from './golden-suite.ts';
import { advance, type Matrix, type Member, memberValues, start, type Trial } from './trial.ts';

/** The gradient of one member at its numbers, all tensors one after the other. */
export type Slope = (values: readonly number[], step: number) => readonly number[];

/** Where a course of one member has come to. */
export interface Course {
  /** All numbers after every step, those at the start first. */
  readonly path: readonly (readonly number[])[];
  /** Where it wants to be judged. */
  readonly judged: readonly number[];
  readonly trial: Trial;
}

/** Updates one member so many times on the gradients of `slope`. */
export function follow(
  spec: string,
  initial: Member,
  slope: Slope,
  steps: number,
  context: (step: number) => Partial<StepContext> = () => ({}),
): Course {
  const optimizer = makeOptimizer(spec);
  let trial = start(optimizer, [initial]);
  const numbers = () => memberValues(trial.params, 0).flat();
  const path = [numbers()];
  for (let step = 1; step <= steps; step++) {
    const gradient = [...slope(path.at(-1)!, step)];
    const gradients = mapTree((leaf) => tf.tensor(gradient.splice(0, leaf.size), leaf.shape), trial.params);
    trial = advance(optimizer, trial, gradients, { step, ...context(step) });
    path.push(numbers());
  }
  return { path, judged: memberValues(evaluationParams(optimizer, trial), 0).flat(), trial };
}

/** One row of numbers, as biases are. */
export function row(...values: number[]): Matrix {
  return { shape: [1, values.length], values };
}

/** What the steps of a course were. */
export function stepsOf({ path }: Course): number[][] {
  return path.slice(1).map((after, step) => after.map((value, i) => value - path[step]![i]!));
}

/** Euclidean norm. */
export function lengthOf(values: readonly number[]): number {
  return Math.hypot(...values);
}
