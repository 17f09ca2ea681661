import { bytes, finite, integer, real, seconds } from '../column.ts';
import { type Row, table } from '../table.ts';

/** How the weights of a learned optimizer were trained: experiments of their own, which have no runs. */
export const metaGenerations = table({
  name: 'meta_generations',
  row: 'a generation of rl-bench meta-train: a step of its evolution strategy',
  parent: 'experiment',
  hasId: true,
  key: ['generation'],
  columns: {
    generation: integer('1, 2, …'),
    meanFitness: real('of the candidates that came to their end', { nullIf: 'none did' }),
    bestFitness: real('of the best candidate', { nullIf: 'none came to its end' }),
    diverged: integer('candidates that have no fitness, which count as the worst'),
    sigma: finite('how far from the mean the candidates were drawn'),
    learningRate: finite('of the step on the mean'),
    thetaNorm: finite('of the mean after the step'),
    gradientNorm: finite('of the estimated gradient of the ranks, with --strategy pes of the fitness itself'),
    wallS: seconds('that the generation took'),
  },
});

export type MetaGenerationRow = Row<typeof metaGenerations.columns>;

export const metaPairs = table({
  name: 'meta_pairs',
  row: 'an antithetic pair of candidates',
  parent: 'meta_generation',
  hasId: false,
  key: ['pair'],
  columns: {
    pair: integer('0, 1, …'),
    plusFitness: real('of the mean plus sigma times the direction', { nullIf: 'it diverged' }),
    minusFitness: real('of the mean minus sigma times the direction', { nullIf: 'it diverged' }),
    truncation: integer('that the fitness is of: 1, 2, … of the run that the candidates are in', {
      nullIf: 'they were trained from beginning to end, or by an earlier version',
    }),
  },
});

export type MetaPairRow = Row<typeof metaPairs.columns>;

export const metaStates = table({
  name: 'meta_states',
  row: 'all that a meta-training needs to go on, as its last generation left it',
  parent: 'experiment',
  hasId: false,
  key: [],
  exported: false,
  columns: {
    generation: integer('generations that are over'),
    theta: bytes('the mean, in little-endian doubles, as the next two'),
    momentum: bytes("Adam's average of the gradients"),
    secondMoment: bytes("Adam's average of their squares"),
    sigma: finite('of the next generation'),
    learningRate: finite('of the next generation'),
  },
});

export type MetaStateRow = Row<typeof metaStates.columns>;

export const metaInnerRuns = table({
  name: 'meta_inner_runs',
  row: 'where the run of a pair of candidates stands that the next generation goes on with: --strategy pes, until the last generation is over',
  parent: 'experiment',
  hasId: false,
  key: ['pair'],
  exported: false,
  columns: {
    pair: integer('0, 1, …'),
    begun: integer('the generation that began it'),
    truncations: integer('that are over'),
    perturbations: bytes(
      'the sum of its directions, each over the sigma of its generation, in little-endian doubles',
    ),
  },
});

export type MetaInnerRunRow = Row<typeof metaInnerRuns.columns>;

export const metaCheckpoints = table({
  name: 'meta_checkpoints',
  row: 'where a member of such a run stands; those that begin have none',
  parent: 'experiment',
  hasId: false,
  key: ['member'],
  exported: false,
  columns: {
    member: integer('2 · pair · seeds and on: those of the plus, seed by seed, then those of the minus'),
    state: bytes('as in the table checkpoints'),
  },
});

export type MetaCheckpointRow = Row<typeof metaCheckpoints.columns>;
