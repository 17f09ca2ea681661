import type { NamedShape } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import type { Problem } from '../problem.ts';
import { descending, halfSquares, minimum, normals, row } from './parts.ts';

const mode = 'one-element tensors';

/** As many kernels of one number each. */
function scalars(count: number): NamedShape[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `net.${index}.kernel`,
    shape: [1, 1] as const,
  }));
}

const [few, links] = [8, 5];

function off(x: tf.Tensor): tf.Tensor {
  return tf.sub(x, row(minimum.slice(0, few)));
}

export const oneElement: readonly Problem[] = [
  {
    name: 'one-element',
    mode,
    breaks: 'eight tensors of one number each, with curvatures from 1 to 1/1000: nothing to average over',
    parameters: scalars(few),
    start: (stream) => normals(stream, few),
    loss: (x) => halfSquares(tf.mul(off(x), row(descending(few, 1e-3).map(Math.sqrt)))),
    error: (x) => halfSquares(off(x)),
  },
  {
    name: 'one-element-chain',
    mode,
    breaks: 'a product of five numbers: slopes are small, then steep',
    parameters: scalars(links),
    start: (stream) => Array.from({ length: links }, () => stream.uniform(0.3, 0.5)),
    loss(x) {
      const product = tf.split(x, links, 2).reduce((all, each) => tf.mul(all, each));
      return halfSquares(tf.sub(product, 1));
    },
  },
];
