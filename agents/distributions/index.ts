import type { ActionSpace } from '../../src/spaces.ts';
import { categorical } from './categorical.ts';
import type { ActionDistribution } from './distribution.ts';
import { diagonalGaussian } from './gaussian.ts';

export { categorical } from './categorical.ts';
export type { ActionDistribution, ActionSampler, Evaluation, PolicyOutputs } from './distribution.ts';
export { diagonalGaussian, scheduledGaussian } from './gaussian.ts';

/** The usual distribution over a space: categorical, or a diagonal Gaussian with learned spread. */
export function actionDistribution(
  space: ActionSpace,
  { logStdInit }: { readonly logStdInit: number },
): ActionDistribution {
  return space.kind === 'discrete' ? categorical(space) : diagonalGaussian(space, logStdInit);
}
