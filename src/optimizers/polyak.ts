import { z } from 'zod';
import { countNumbers } from './entry/memory.ts';
import { defineWrapper } from './entry/optimizer.ts';
import { averageParameters } from './transforms/average-parameters.ts';

/**
 * Evaluates the mean of the parameters after every update, or after those of the last part of training: before that
 * part begins, the parameters as they are. Training is as it was.
 *
 * State: one number a parameter and one more.
 */
export const polyak = defineWrapper({
  name: 'POLYAK',
  summary: 'evaluates the mean of the parameters',
  source: 'Polyak & Juditsky 1992; suffix: Rakhlin, Shamir & Sridharan 2012 (arXiv 1109.5647)',
  equation: [
    'θ ← θ + Δ',
    'evaluated: the mean of θ after each of the updates that begin in the last',
    '  share `suffix` of the budget; before it, θ',
  ],
  settings: z.object({
    suffix: z
      .number()
      .gt(0)
      .max(1)
      .default(1)
      .describe('last part of training that is averaged, as a share of its budget; 1: all of it'),
  }),
  memory: (parameters) => countNumbers(parameters) + 1,
  changes: () => 'nothing',
  create: (members, inner) =>
    averageParameters(members, inner, ({ suffix }, { progress }) => Number(progress >= 1 - suffix)),
});
