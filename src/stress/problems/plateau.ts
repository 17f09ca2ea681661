import * as tf from '../../tensors/tf.ts';
import type { Problem } from '../problem.ts';
import { bowlParts, minimum, offset, sums } from './parts.ts';

/** Wells of depth 1, one a number, in a plain that is as good as level. */
function wells(x: tf.Tensor): tf.Tensor {
  return sums(tf.sub(1, tf.exp(tf.mul(tf.square(offset(x)), -0.5))));
}

/** @param distance from the minimum at which every number begins. */
function plateau(name: string, breaks: string, distance: number): Problem {
  return {
    name,
    mode: 'plateaus',
    breaks,
    ...bowlParts,
    start: (stream) => minimum.map((at) => at + (stream.uniform() < 0.5 ? -distance : distance)),
    loss: wells,
  };
}

export const plateaus: readonly Problem[] = [
  plateau('plateau', 'slopes of 1/1000 that grow a thousandfold on the way', 4),
  plateau('plateau-flat', 'slopes of 1e-7, of which little is left beside usual values of eps', 6),
];
