import { z } from 'zod';
import { RandomStream } from '../../random.ts';
import { defineWorkload } from '../workload-entry.ts';
import type { DataSet, Examples } from './data-set.ts';
import { prepareSupervised } from './prepare-supervised.ts';
import { squaredError } from './squared-error.ts';
import { supervisedAgent } from './supervised-agent.ts';

/** Of what the function comes to without noise, inputs uniform: 10 · E[sin πx₁x₂] + 20/12 + 5 + 2.5, and its root variance. */
const [mean, deviation] = [14.4, 4.9];

/** Friedman's first function of the first five inputs, from 0 to 1. */
export function friedman([a, b, c, d, e]: readonly number[]): number {
  return 10 * Math.sin(Math.PI * a! * b!) + 20 * (c! - 0.5) ** 2 + 10 * d! + 5 * e!;
}

function examples(part: string, count: number, inputs: number, noise: number): Examples {
  const stream = RandomStream.of(0, 'regression', part);
  const numbers = new Float32Array(count * inputs);
  const targets = Float32Array.from({ length: count }, (_, row) => {
    const drawn = Array.from({ length: inputs }, () => stream.uniform());
    numbers.set(
      drawn.map((x) => Math.sqrt(12) * (x - 0.5)),
      row * inputs,
    );
    return (friedman(drawn) + noise * stream.normal() - mean) / deviation;
  });
  return { inputs: numbers, targets };
}

/** Examples of the function, with inputs and targets about standardised. The same ones for everybody. */
export function friedmanData(train: number, test: number, inputs: number, noise: number): DataSet {
  const judged = examples('test', test, inputs, noise);
  return {
    inputs,
    objective: squaredError(varianceOf(judged.targets)),
    train: examples('train', train, inputs, noise),
    test: judged,
  };
}

function varianceOf(numbers: ArrayLike<number>): number {
  const all = Array.from(numbers);
  const average = all.reduce((sum, value) => sum + value, 0) / all.length;
  return all.reduce((sum, value) => sum + (value - average) ** 2, 0) / all.length;
}

/** A smooth function with noise, learned by its squared error. */
export const regression = defineWorkload({
  name: 'regression',
  summary:
    "predict Friedman's first function of ten inputs, five of which mean nothing, by the squared error",
  source: "Friedman 1991, Multivariate Adaptive Regression Splines (3.1); rl-bench's own generator",
  settings: z.object({
    train: z.int().positive().max(100_000).default(2000).describe('examples to learn from'),
    test: z.int().min(2).max(100_000).default(1000).describe('examples to be judged by'),
    inputs: z.int().min(5).max(1000).default(10).describe('inputs, of which the first five count'),
    noise: z
      .number()
      .min(0)
      .max(100)
      .default(1)
      .describe('standard deviation of the noise of a target, where that of the function is about 5'),
  }),
  agent: supervisedAgent,
  threshold: 0.9,
  score: 'test R²',
  create({ train, test, inputs, noise }, plan) {
    const objective = { outputs: 1, targets: 1, softmax: null };
    const load = () => friedmanData(train, test, inputs, noise);
    return prepareSupervised({ inputs, train, test, objective, load }, plan);
  },
});
