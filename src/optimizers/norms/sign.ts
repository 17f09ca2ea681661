import { z } from 'zod';
import * as tf from '../../tensors/tf.ts';
import { defineNorm } from './norm.ts';

/** The largest magnitude: steps by the sign alone. A vector counts as the kernel of one input. */
export const sign = defineNorm({
  name: 'Sign',
  summary: 'the largest magnitude: steps by the sign of each number',
  source: 'Pethick et al. 2025 (arXiv 2502.07529)',
  settings: { normalized: z.boolean().default(true).describe('1/in long; false: 1') },
  structure: [],
  // The sign of what is not a number would be 0.
  directions: (tensors) => tensors.map((tensor) => tf.add(tf.sign(tensor), tf.mul(tensor, 0))),
  length: ({ normalized }, [inputs]) => (normalized ? 1 / inputs : 1),
  dual: (tensors) => tensors.map((tensor) => tf.sum(tf.abs(tensor), [1, 2], true)),
});
