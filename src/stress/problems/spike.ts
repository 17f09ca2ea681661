import * as tf from '../../tensors/tf.ts';
import type { Moment, Problem } from '../problem.ts';
import { bowl, bowlParts, normals, offset, size, sums } from './parts.ts';

const height = 1e6;

/** A bowl whose slopes are normal numbers times a million in a few steps. */
function spiky(name: string, breaks: string, isDue: (moment: Moment) => boolean): Problem {
  return {
    ...{ name, mode: 'spikes', breaks },
    ...bowlParts,
    disturbance: {
      size,
      draw: (moment, stream) => normals(stream, size).map((value) => (isDue(moment) ? height * value : 0)),
      loss: (x, drawn) => tf.add(bowl(x), sums(tf.mul(drawn, offset(x)))),
    },
  };
}

export const spikes: readonly Problem[] = [
  spiky('spike', 'two slopes of 1e6, after a fifth and two fifths of the steps', ({ step, steps }) =>
    [0.2, 0.4].some((share) => step === Math.ceil(share * steps)),
  ),
  spiky(
    'spike-first',
    'the very first slope is of 1e6, and all averages begin with it',
    ({ step }) => step === 1,
  ),
];
