import { z } from 'zod';
import { UsageError } from '../../src/errors.ts';
import type { ActionSpace } from '../../src/spaces.ts';
import { categorical } from './categorical.ts';
import type { ActionDistribution } from './distribution.ts';
import { diagonalGaussian } from './gaussian.ts';
import { stablemax } from './stablemax.ts';

export { categorical } from './categorical.ts';
export type { ActionDistribution, ActionSampler, Evaluation, PolicyOutputs } from './distribution.ts';
export { diagonalGaussian, scheduledGaussian } from './gaussian.ts';

/** What makes probabilities of discrete actions of the actor's outputs. */
export const policyHead = z
  .enum(['softmax', 'stablemax'])
  .default('softmax')
  .describe(
    'how outputs become probabilities of discrete actions: stablemax grows linearly, and its gradients do not vanish',
  );

/**
 * The usual distribution over a space: categorical, or a diagonal Gaussian with learned spread.
 *
 * @param head of a discrete space. Default `softmax`.
 * @throws UsageError for another head over a box.
 */
export function actionDistribution(
  space: ActionSpace,
  {
    logStdInit,
    head = 'softmax',
  }: { readonly logStdInit: number; readonly head?: z.output<typeof policyHead> },
): ActionDistribution {
  if (space.kind === 'discrete') return head === 'stablemax' ? stablemax(space) : categorical(space);
  if (head === 'softmax') return diagonalGaussian(space, logStdInit);
  throw new UsageError(
    `policy_head=${head} is for discrete actions, and those of this task are real numbers; leave it out`,
  );
}
