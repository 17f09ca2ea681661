import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction } from './test-function.ts';

/** sin^20 of a value, by squaring. */
function steep(phase: tf.Tensor): tf.Tensor {
  const fourth = tf.square(tf.square(tf.sin(phase)));
  return tf.mul(tf.square(tf.square(fourth)), fourth);
}

/** −sin x · sin²⁰(x²/π) − sin y · sin²⁰(2y²/π). Domain and start are those of MILO's loss maps. */
export const michalewicz = defineTestFunction({
  name: 'michalewicz',
  summary: 'steep valleys that cross in a plain',
  source: 'Michalewicz 1992, Genetic Algorithms + Data Structures; domain and start of Logan-Cole-Luna/Milo',
  settings: z.object({}),
  create: () => ({
    value: (x, y) =>
      tf.neg(
        tf.add(
          tf.mul(tf.sin(x), steep(tf.div(tf.square(x), Math.PI))),
          tf.mul(tf.sin(y), steep(tf.div(tf.square(y), Math.PI / 2))),
        ),
      ),
    domain: { x: [0, Math.PI], y: [0, Math.PI] },
    minima: [[2.20290552, Math.PI / 2]],
    minimum: -1.80130341,
    start: [1.2, 1.9],
  }),
});
