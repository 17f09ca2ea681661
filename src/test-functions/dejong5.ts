import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction, type Point, squareDomain } from './test-function.ts';

const settings = z.object({
  reach: z
    .number()
    .positive()
    .default(10)
    .describe(
      'the domain is [-reach, reach]²; from 40 on it holds all 25 holes, of which one is the deepest',
    ),
});

/** Where the holes are, on either axis. */
const places = [-32, -16, 0, 16, 32];
const [holesX, holesY] = [places.flatMap(() => places), places.flatMap((y) => places.map(() => y))];

/** The hole in the middle, alone within MILO's domain, and the deepest of all. */
const middle = { at: [0, 0] as Point, value: 12.670505812885983 };
const deepest = { at: [-31.97833, -31.97833] as Point, value: 0.998003838 };

/** 1 / (0.002 + Σⱼ 1/(j + (x − aⱼ)⁶ + (y − bⱼ)⁶)), j = 1 … 25. Domain and start are those of MILO's loss maps. */
export const dejong5 = defineTestFunction({
  name: 'dejong5',
  aliases: ['foxholes'],
  summary: "De Jong's fifth function, Shekel's foxholes: steep holes in a plain, one of 25 in MILO's domain",
  source: 'De Jong 1975, PhD thesis, Michigan; domain and start of Logan-Cole-Luna/Milo',
  settings,
  create({ reach }) {
    const { at, value } = reach < 40 ? middle : deepest;
    return {
      value(x, y) {
        const sixth = (distance: tf.Tensor) => tf.mul(tf.square(tf.square(distance)), tf.square(distance));
        const far = tf.add(sixth(tf.sub(x, tf.tensor(holesX))), sixth(tf.sub(y, tf.tensor(holesY))));
        const holes = tf.div(1, tf.add(far, tf.range(1, 26)));
        return tf.div(1, tf.add(tf.sum(holes, 2, true), 0.002));
      },
      domain: squareDomain(reach),
      minima: [at],
      minimum: value,
      start: [2.4, -4.3],
    };
  },
});
