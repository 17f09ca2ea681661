import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineWrapper } from './entry/optimizer.ts';
import {
  bySingularValues,
  singularValueMemory,
  singularValueSettings,
} from './transforms/by-singular-values.ts';
import { chain } from './transforms/chain.ts';
import { onTensors } from './transforms/flatten.ts';

const settings = z.object(singularValueSettings);

/**
 * Learning rates of kernels divided by the kernels' largest singular values where these are above 1: the other way to have what
 * spectral normalisation does to the optimisation alone. What is divided is what the rule inside would add, a decoupled weight
 * decay included, as the learning rate of a layer would.
 *
 * State: a vector of the outputs of each kernel, and the largest σ, which is reported as `divlr.sigma`.
 */
export const divlr = defineWrapper({
  name: 'DIVLR',
  summary: "learning rates of kernels divided by the kernels' largest singular values",
  source: 'Gogianu et al. 2021 (arXiv 2105.05246); floringogianu/snrl training.py at 49fd409',
  equation: [
    'each kernel by itself, σ = its largest singular value, by power iteration:',
    'θ ← θ + Δ/max(σ, 1);  vectors: θ ← θ + Δ',
  ],
  settings,
  memory: singularValueMemory,
  changes: () => 'shorten',
  create(members, inner) {
    const divide = bySingularValues('divlr', members, (sigma) => tf.maximum(sigma, 1));
    return chain(onTensors(inner), divide);
  },
});
