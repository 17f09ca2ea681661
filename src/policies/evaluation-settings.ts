import { z } from 'zod';

/** What to let policies play: the flags of `rl-bench evaluate`. */
export const evaluationSettings = z.object({
  episodes: z.int().positive().default(100).describe('episodes of each policy'),
  env: z
    .string()
    .optional()
    .describe('another environment than that of its own evaluations, e.g. "cartpole(gravity=12)"'),
  sampled: z
    .boolean()
    .default(false)
    .describe('play the episodes once more with actions drawn from the policy, as in training'),
  best: z
    .boolean()
    .default(false)
    .describe('the best policy that was evaluated in training, in place of the final one'),
  seed: z
    .int()
    .min(0)
    .default(0)
    .describe('of the episodes: all policies meet the same starts, and those of another seed are others'),
});
