import type { RandomStream } from '../../random.ts';
import * as tf from '../../tensors/tf.ts';
import type { Problem } from '../problem.ts';
import { bowl, bowlParts, normals, offset, size, sums } from './parts.ts';

/** A bowl whose slopes have noise added, so much in every number as is drawn. */
function noisy(
  { name, mode, breaks }: Pick<Problem, 'name' | 'mode' | 'breaks'>,
  noise: (stream: RandomStream) => readonly number[],
): Problem {
  return {
    ...{ name, mode, breaks },
    ...bowlParts,
    disturbance: {
      size,
      draw: (_moment, stream) => noise(stream),
      loss: (x, drawn) => tf.add(bowl(x), sums(tf.mul(drawn, offset(x)))),
    },
    tolerance: 0.2,
  };
}

/** A symmetric Pareto number of index 1.1: its mean exists, its variance does not. */
function paretoNumber(stream: RandomStream): number {
  const magnitude = Math.exp(-Math.log(1 - stream.uniform()) / 1.1) - 1;
  return stream.uniform() < 0.5 ? -magnitude : magnitude;
}

export const noises: readonly Problem[] = [
  noisy(
    { name: 'noise', mode: 'noise', breaks: 'normal noise four times as large as the slopes at the start' },
    (stream) => normals(stream, size).map((value) => 2 * value),
  ),
  noisy(
    {
      name: 'heavy-tails',
      mode: 'heavy tails',
      breaks: 'noise without a variance: now and then of many hundreds',
    },
    (stream) => Array.from({ length: size }, () => 0.3 * paretoNumber(stream)),
  ),
];
