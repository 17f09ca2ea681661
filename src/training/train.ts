import { RunError } from '../errors.ts';
import type { TrainingRecord } from '../results/index.ts';
import { Population, type PopulationParts } from './population.ts';
import type { PopulationObserver } from './population-view.ts';
import { teamRecords } from './team-records.ts';

/** How training is carried on and left off; nothing here changes what is computed. */
export interface TrainingOptions {
  /** The state of each member's last checkpoint; undefined for those that start from the beginning. */
  readonly from?: readonly (Uint8Array | undefined)[] | undefined;
  /** Seconds between checkpoints. Default none at all. */
  readonly checkpointInterval?: number | undefined;
  /** Ends training after the update in hand, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  readonly populationObserver?: PopulationObserver | undefined;
}

/**
 * Trains a population and reports what happens, update by update: first the evaluation of the untrained parameters, then one
 * batch of records for every update. A member is over when an `end` record says so. A checkpoint belongs to the records
 * reported with it and before it.
 *
 * Member k computes the same bits whoever else is in the population, and however often it was stopped on its way.
 */
export async function* train(
  parts: PopulationParts,
  {
    from = [],
    checkpointInterval = Number.POSITIVE_INFINITY,
    signal,
    populationObserver,
  }: TrainingOptions = {},
): AsyncGenerator<readonly TrainingRecord[]> {
  const population = new Population(parts);
  try {
    await restored(
      population,
      Array.from({ length: population.members }, (_, member) => from[member]),
    );
    const { agents } = population;
    if (population.begins) yield teamRecords(await population.begin(), agents);
    await populationObserver?.(population);
    let saved = performance.now();
    while (population.goesOn) {
      if (signal?.aborted) {
        yield await population.checkpoints();
        return;
      }
      const records = teamRecords(await population.update(), agents);
      await populationObserver?.(population);
      const due = performance.now() - saved >= 1000 * checkpointInterval;
      yield due ? [...records, ...(await population.checkpoints())] : records;
      if (due) saved = performance.now();
    }
  } finally {
    population.dispose();
  }
}

/** Whatever goes wrong when members take up their checkpoints is the checkpoints' fault: old ones have no checksum. */
async function restored(population: Population, states: readonly (Uint8Array | undefined)[]): Promise<void> {
  try {
    await population.restore(states);
  } catch (error) {
    const why = error instanceof RunError ? error.message : 'it does not fit what is trained';
    throw new RunError(`a checkpoint cannot be gone on from: ${why}`);
  }
}
