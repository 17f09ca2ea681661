import { ParameterLayout } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';
import type { Minibatch } from '../training/workload.ts';
import { FunctionWorkload } from '../workloads/function-workload.ts';
import { drawnOf, type Problem, startOf, stepLoss } from './problem.ts';

/** What members begin with and are told in each step; members of one seed have the same. */
export interface Fate {
  readonly start: readonly number[];
  /** Step after step; undefined where nothing is drawn. */
  readonly drawn: Float32Array | undefined;
}

/** @param seeds one a member. @returns one a member. */
export function fatesOf(problem: Problem, seeds: readonly number[], steps: number): Fate[] {
  const bySeed = new Map(
    [...new Set(seeds)].map((seed) => [
      seed,
      { start: startOf(problem, seed), drawn: drawnOf(problem, seed, steps) },
    ]),
  );
  return seeds.map((seed) => bySeed.get(seed)!);
}

/**
 * A problem that is descended by a population.
 *
 * @param fates one a member. @param stepsPerUpdate after which members are looked at.
 */
export function problemWorkload(
  problem: Problem,
  fates: readonly Fate[],
  steps: number,
  stepsPerUpdate: number,
): FunctionWorkload {
  const still = {
    load: () => minibatchOf(problem, undefined),
    varying: { key: '', numbers: {}, tensors: [] },
  };
  const { disturbance } = problem;
  return new FunctionWorkload({
    layout: new ParameterLayout(problem.parameters),
    ...{ starts: fates.map(({ start }) => start), steps, stepsPerUpdate },
    at(step) {
      if (!disturbance) return still;
      const values = drawnAt(fates, step, disturbance.size);
      const numbers = { drawn: { values, shape: [fates.length, 1, disturbance.size] } };
      return {
        load: ({ drawn }) => minibatchOf(problem, drawn),
        varying: { key: '', numbers, tensors: [] },
      };
    },
  });
}

/** What all members are told in a step, member after member. */
export function drawnAt(fates: readonly Fate[], step: number, size: number): Float32Array {
  const all = new Float32Array(fates.length * size);
  for (const [member, { drawn }] of fates.entries()) {
    all.set(drawn!.subarray((step - 1) * size, step * size), member * size);
  }
  return all;
}

/** Loss and slopes of a step. @param drawn `[P, 1, size]`, undefined where nothing is. */
export function minibatchOf(problem: Problem, drawn: tf.Tensor | undefined): Minibatch {
  const { directions, disturbance } = problem;
  const lossAt = (vector: tf.Tensor) => stepLoss(problem, vector, drawn);
  return {
    lossAt,
    gradient(vector) {
      // Losses of different members add up to one whose slopes are each member's own.
      const { grad, value } = tf.valueAndGrad(lossAt)(vector);
      const turned = directions ? tf.mul(grad, tf.tensor([...directions])) : grad;
      const gradient = drawn && disturbance?.mask ? tf.mul(turned, disturbance.mask(drawn)) : turned;
      return { gradient, total: value };
    },
  };
}
