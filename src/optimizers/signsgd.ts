import { z } from 'zod';
import { signOf } from '../tensors/sign-of.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { average } from './transforms/average.ts';
import { chain, stateless } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { momentumSetting } from './transforms/momentum.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-3, "Adam's: both make steps of about the learning rate in every coordinate"),
  momentum: momentumSetting(0.9),
  weight_decay: weightDecay(0, 'decoupled: parameters shrink by lr · weight_decay'),
});

/**
 * Steps of the learning rate in every coordinate, against the sign of the gradient (signSGD, momentum=0) or of its moving
 * average (Signum). Coordinates whose average is exactly zero rest.
 *
 * State: one number a parameter, none without momentum.
 */
export const signsgd = defineOptimizer({
  name: 'SIGNSGD',
  aliases: ['SIGNUM'],
  summary: 'the sign of the averaged gradient, and nothing of its size',
  source: 'Bernstein et al. 2018 (arXiv 1802.04434)',
  settings,
  memory: (parameters, { momentum }) => (momentum > 0 ? countNumbers(parameters) : 0),
  create: (members) => chain(average(members), sign, addWeightDecay(members), scaleByLearningRate(members)),
});

const sign = stateless((gradients) => mapTree(signOf, gradients), { elementwise: true });
