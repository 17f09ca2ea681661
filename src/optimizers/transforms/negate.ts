import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import { stateless } from './chain.ts';

/** The opposite direction: ascent instead of descent. */
export const negate = stateless((gradients) => mapTree(tf.neg, gradients), { elementwise: true });
