import { z } from 'zod';

/** Of Adam in the evolution strategies of hardmaru/estool. */
export const adamBetas = [0.99, 0.999] as const;

/** The settings that OPENES and PGPE have in common, as in hardmaru/estool. */
export const shared = {
  sigma_decay: z.number().positive().max(1).default(0.999).describe('factor of σ after every generation'),
  sigma_limit: z.number().nonnegative().default(0.01).describe('σ decays as long as it is above'),
  lr_decay: z.number().positive().max(1).default(0.9999).describe('factor of lr after every generation'),
  weight_decay: z
    .number()
    .nonnegative()
    .default(0.01)
    .describe("what the mean square of a candidate's numbers counts against its rank, or its fitness"),
  rank_fitness: z
    .boolean()
    .default(true)
    .describe('centred ranks in place of the fitness itself; equals share the mean of their ranks'),
};

/** How many candidates a generation has. */
export const population = (usual: number) => ({
  population: z.int().min(2).max(100_000).default(usual).describe('candidates of a generation'),
});
