import { z } from 'zod';
import { runSettings } from '../sweep/study/run-settings.ts';

/** What candidates are trained on: the settings of a run that a meta-training has as well. */
export const candidateSettings = runSettings.pick({
  env: true,
  agents: true,
  network: true,
  total_timesteps: true,
  total_episodes: true,
  total_updates: true,
  eval_episodes: true,
  eval_env: true,
  task_defaults: true,
});

/** How the weights of a learned optimizer are trained: the flags of `rl-bench meta-train`. */
export const metaSettings = z.object({
  generations: z.int().positive().default(120).describe('steps of the evolution strategy'),
  pairs: z.int().positive().default(16).describe('antithetic pairs of candidates in a generation'),
  seeds: z
    .int()
    .positive()
    .default(1)
    .describe('seeds that every candidate trains with, the same for all, other ones in each generation'),
  strategy: z
    .enum(['es', 'pes'])
    .optional()
    .describe(
      'es: a generation trains its candidates from beginning to end; pes: they live on, and each generation trains a piece of their runs, by persistent evolution strategies (default: es)',
    ),
  truncations: z
    .int()
    .min(2)
    .optional()
    .describe('pieces of a run with --strategy pes, of one generation each (default: 10)'),
  fitness: z
    .enum(['training', 'evaluation'])
    .default('training')
    .describe('what candidates are judged by: mean return of all training episodes, or the last evaluation'),
  sigma: z
    .number()
    .positive()
    .optional()
    .describe('how far from the mean candidates are drawn (default: 0.1, with --init-from 0.03)'),
  sigma_decay: z
    .number()
    .positive()
    .max(1)
    .default(0.999)
    .describe('factor on sigma after each generation, until it is 0.01'),
  meta_lr: z.number().positive().default(0.03).describe('learning rate of Adam on the mean'),
  meta_lr_decay: z
    .number()
    .positive()
    .max(1)
    .default(0.999)
    .describe('factor on that rate after each generation, until it is 0.001'),
  meta_beta: z.number().min(0).lt(1).default(0.9).describe('what that Adam keeps of its momentum'),
  hidden: z
    .int()
    .positive()
    .max(256)
    .optional()
    .describe('units of a hidden layer (default: 4, with --init-from those of the file)'),
  init_from: z
    .string()
    .min(1)
    .optional()
    .describe('file of weights to begin with (default: small random numbers)'),
  seed: z.int().min(0).default(1).describe('of all that is drawn: the beginning, candidates, training seeds'),
});

export type MetaSettings = z.output<typeof metaSettings>;
