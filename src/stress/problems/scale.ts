import * as tf from '../../tensors/tf.ts';
import type { Problem } from '../problem.ts';
import { bowl, bowlParts, minimum, normals, row, size } from './parts.ts';

const mode = 'scale';

/** A bowl among parameters of a size of their own, with the usual curvature. */
function sized(name: string, breaks: string, scale: number): Problem {
  return {
    ...{ name, mode, breaks },
    ...bowlParts,
    start: (stream) => normals(stream, size).map((value) => scale * value),
    loss: (x) => tf.mul(bowl(tf.div(x, scale)), scale * scale),
  };
}

/** Of the first kernel, the bias and the head. */
const scales = minimum.map((_, index) => (index < 12 ? 1e-3 : index < 16 ? 1 : 1e3));

export const ofScale: readonly Problem[] = [
  sized('scale-tiny', 'parameters of 1e-6', 1e-6),
  sized('scale-huge', 'parameters of 1e6', 1e6),
  {
    name: 'scale-layers',
    mode,
    breaks: 'layers whose parameters are of 1/1000, 1 and 1000, and all matter alike',
    ...bowlParts,
    start: (stream) => normals(stream, size).map((value, index) => scales[index]! * value),
    loss: (x) => bowl(tf.div(x, row(scales))),
  },
];
