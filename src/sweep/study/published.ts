import { z } from 'zod';

const values = z.strictObject({
  episode_return: z
    .number()
    .optional()
    .describe('mean return of a run over all its training episodes, averaged over the runs'),
  success_rate: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('share of the episodes of the last evaluation that succeeded, averaged over the runs'),
  seconds: z.number().positive().optional().describe('wall-clock seconds that one run took'),
});

/** Numbers that a paper or a repository reports, to be set beside what a study finds. They train nothing. */
export const published = z.strictObject({
  source: z.string().min(1).describe('where the numbers stand: "Author et al. 2024, table 2"'),
  runs: z.int().positive().describe('how many runs each of them is a mean of'),
  values: z
    .record(z.string(), values)
    .refine((named) => Object.keys(named).length > 0, { error: 'names no optimizer' })
    .describe('by optimizer, named as in the study, without its learning rate'),
});

/** By label of an optimizer, once a plan holds them. */
export type Published = z.output<typeof published>;
