import * as tf from '../../tensors/tf.ts';
import type { Moment, Problem } from '../problem.ts';
import { bowlParts, fixed, gentle, halfSquares, offset, row, size } from './parts.ts';

/** Which way the minimum moves in every number. */
const ways = fixed('ways', size, (stream) => (stream.uniform() < 0.5 ? -1 : 1));

/** A bowl whose minimum moves. @param moved how far it has come, in every number. */
function moving(name: string, breaks: string, moved: (moment: Moment) => number): Problem {
  const loss = (x: tf.Tensor, drawn: tf.Tensor) =>
    halfSquares(tf.mul(tf.sub(offset(x), tf.mul(drawn, row(ways))), row(gentle)));
  return {
    ...{ name, mode: 'moving targets', breaks },
    ...bowlParts,
    disturbance: { size: 1, draw: (moment) => [moved(moment)], loss, error: loss },
  };
}

export const movingTargets: readonly Problem[] = [
  moving(
    'moving-target',
    'the minimum moves on and on, by 10 in all: averages of the past are behind',
    ({ step, steps }) => (10 * step) / steps,
  ),
  moving(
    'moving-jumps',
    'the minimum jumps by 2 three times: rates that only fall are too small by then',
    ({ step, steps }) => 2 * Math.min(3, Math.floor((5 * (step - 1)) / steps)),
  ),
];
