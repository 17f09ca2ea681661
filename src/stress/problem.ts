import { RandomStream } from '../random.ts';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import type * as tf from '../tensors/tf.ts';
import type { ModeName } from './modes.ts';

/** A small problem that breaks something that optimizers count on. All tensors have the members first. */
export interface Problem {
  readonly name: string;
  readonly mode: ModeName;
  /** What it breaks, in one line. */
  readonly breaks: string;
  /** They lie in one vector, `[P, 1, n]`, in this order. */
  readonly parameters: readonly NamedShape[];
  /** Where a seed begins, n numbers. */
  start(stream: RandomStream): readonly number[];
  /** The loss without disturbances, `[P, 1, n]` → `[P]`; TensorFlow.js differentiates it. */
  loss(x: tf.Tensor): tf.Tensor;
  readonly disturbance?: Disturbance;
  /** How far from solved, `[P, 1, n]` → `[P]`, not negative. Default: the loss. */
  error?(x: tf.Tensor): tf.Tensor;
  /** Of a game: what slopes are multiplied by, n numbers, -1 for those of the player who makes the loss large. */
  readonly directions?: readonly number[];
  /** It is solved where the error is at most this share of the error at the start. Default {@link usualTolerance}. */
  readonly tolerance?: number;
}

/** What is another in every step. */
export interface Disturbance {
  /** How many numbers a step draws. */
  readonly size: number;
  /** The numbers of a step; of one seed they are asked for in the order of the steps. */
  draw(moment: Moment, stream: RandomStream): readonly number[];
  /** The loss that a step descends, `[P, 1, n]` and `[P, 1, size]` → `[P]`. */
  loss(x: tf.Tensor, drawn: tf.Tensor): tf.Tensor;
  /** What the slopes of a step are multiplied by as well, `[P, 1, size]` → `[P, 1, n]`. */
  mask?(drawn: tf.Tensor): tf.Tensor;
  /** How far from solved after a step, where the solution moves. */
  error?(x: tf.Tensor, drawn: tf.Tensor): tf.Tensor;
}

/** When a step is. */
export interface Moment {
  /** 1, 2, … */
  readonly step: number;
  /** All steps of the budget. */
  readonly steps: number;
}

export const usualTolerance = 0.01;

/** The loss that a step descends. @param drawn `[P, 1, size]`, undefined where nothing is. */
export function stepLoss(
  { loss, disturbance }: Problem,
  x: tf.Tensor,
  drawn: tf.Tensor | undefined,
): tf.Tensor {
  return disturbance && drawn ? disturbance.loss(x, drawn) : loss(x);
}

/** How far from solved members are. @param drawn in the step before, as for {@link stepLoss}. */
export function errorAt(
  { loss, error = loss, disturbance }: Problem,
  x: tf.Tensor,
  drawn: tf.Tensor | undefined,
): tf.Tensor {
  return drawn && disturbance?.error ? disturbance.error(x, drawn) : error(x);
}

/** Where a problem begins for a seed. */
export function startOf({ name, start }: Problem, seed: number): readonly number[] {
  return start(RandomStream.of(seed, 'stress', name, 'start'));
}

/** What a seed draws in each of all steps, step after step; undefined where nothing is drawn. */
export function drawnOf(
  { name, disturbance }: Problem,
  seed: number,
  steps: number,
): Float32Array | undefined {
  if (!disturbance) return undefined;
  const { size, draw } = disturbance;
  const stream = RandomStream.of(seed, 'stress', name, 'disturbance');
  const drawn = new Float32Array(steps * size);
  for (let step = 1; step <= steps; step++) drawn.set(draw({ step, steps }, stream), (step - 1) * size);
  return drawn;
}

/** Numbers in all parameters. */
export function sizeOf({ parameters }: Pick<Problem, 'parameters'>): number {
  return parameters.reduce((sum, { shape: [rows, columns] }) => sum + rows * columns, 0);
}
