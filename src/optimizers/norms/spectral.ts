import { z } from 'zod';
import { newtonSchulz } from '../../tensors/linear-algebra/newton-schulz.ts';
import { nuclearNorm } from '../../tensors/linear-algebra/nuclear-norm.ts';
import { stackAlike } from '../../tensors/linear-algebra/stack-alike.ts';
import { defineNorm } from './norm.ts';

/** How far a kernel stretches what goes through it, in root mean squares: steps with equal singular values. */
export const spectral = defineNorm({
  name: 'Spectral',
  aliases: ['Auto'],
  summary: 'the largest singular value, in root mean squares of inputs and outputs',
  source: 'Pethick et al. 2025 (arXiv 2502.07529)',
  settings: {
    max: z.boolean().default(false).describe('steps of at least length 1; for the first layer'),
    normalized: z.boolean().default(true).describe('√(out/in) long; false: √out'),
    steps: z.int().min(1).max(100).default(5).describe('of the Newton–Schulz iteration'),
  },
  structure: ['steps'],
  directions: (kernels, { steps }) => stackAlike(kernels, (stack) => newtonSchulz(stack, steps)),
  length({ max, normalized }, [inputs, outputs]) {
    const length = Math.sqrt(normalized ? outputs / inputs : outputs);
    return max ? Math.max(1, length) : length;
  },
  dual: (kernels) => stackAlike(kernels, nuclearNorm),
});
