import { z } from 'zod';
import { signOf } from '../../tensors/sign-of.ts';
import * as tf from '../../tensors/tf.ts';
import { defineNorm } from './norm.ts';

/** The largest magnitude: steps by the sign alone. A vector counts as the kernel of one input. */
export const sign = defineNorm({
  name: 'Sign',
  summary: 'the largest magnitude: steps by the sign of each number',
  source: 'Pethick et al. 2025 (arXiv 2502.07529)',
  settings: { normalized: z.boolean().default(true).describe('1/in long; false: 1') },
  structure: [],
  directions: (tensors) => tensors.map(signOf),
  length: ({ normalized }, [inputs]) => (normalized ? 1 / inputs : 1),
  dual: (tensors) => tensors.map((tensor) => tf.sum(tf.abs(tensor), [1, 2], true)),
});
