import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineWrapper } from './entry/optimizer.ts';
import { common, perMember } from './members/per-member.ts';
import {
  bySingularValues,
  singularValueMemory,
  singularValueSettings,
} from './transforms/by-singular-values.ts';
import { chain } from './transforms/chain.ts';
import { onTensors } from './transforms/flatten.ts';

const settings = z.object({
  k: z.number().positive().default(1).describe('the singular value from which on gradients are divided'),
  only_if_larger: z
    .boolean()
    .default(true)
    .describe('kernels with σ < k keep their gradients; false: theirs are divided too, and grow'),
  ...singularValueSettings,
});

/** What a singular value counts as at least where it is always divided by: a kernel of zeros has 0. */
const least = 1e-12;

/**
 * Gradients of kernels divided by the kernels' largest singular values: what spectral normalisation does to the optimisation,
 * without what it does to the network. Gradients that the rule inside asks for elsewhere are divided too, by the values there.
 *
 * State: a vector of the outputs of each kernel, and the largest σ, which is reported as `divgrad.sigma`.
 */
export const divgrad = defineWrapper({
  name: 'DIVGRAD',
  summary: "gradients of kernels divided by the kernels' largest singular values",
  source: 'Gogianu et al. 2021 (arXiv 2105.05246); floringogianu/snrl estimators.py at 49fd409',
  equation: [
    'each kernel by itself, σ = its largest singular value, by power iteration:',
    'g ← g/max(σ/k, 1), then the rule inside',
    'only_if_larger=false: g ← g/max(σ/k, 1e-12)',
  ],
  settings,
  memory: singularValueMemory,
  changes: () => 'nothing',
  create(members, inner) {
    const floor = common(members, 'only_if_larger') ? 1 : least;
    const coefficients = perMember(members, ({ k }) => ({ k }));
    const divide = bySingularValues('divgrad', members, (sigma, context) =>
      tf.maximum(tf.div(sigma, coefficients(context).k), floor),
    );
    return chain(divide, onTensors(inner));
  },
});
