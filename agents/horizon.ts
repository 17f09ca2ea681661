import { z } from 'zod';

/**
 * The setting `horizon` of agents that learn from whole episodes: they wait for the end of each one, and the longer it
 * is, the less its outcome says about any one step. Evaluations always run to the task's own limit.
 */
export const horizonSetting = z
  .int()
  .positive()
  .nullable()
  .default(null)
  .describe("steps after which a training episode is cut; none: the task's own limit");
