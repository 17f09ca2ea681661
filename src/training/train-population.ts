import { RunError } from '../errors.ts';
import type { TrainingRecord } from '../results/index.ts';
import { Population } from './population.ts';
import type { PopulationPlan } from './population-plan.ts';
import { teamRecords } from './team-records.ts';
import type { Witness } from './witness.ts';

/** How training is carried on and left off; nothing here changes what is computed. */
export interface TrainingOptions {
  /** The state of each member's last checkpoint; undefined for those that start from the beginning. */
  readonly from?: readonly (Uint8Array | undefined)[] | undefined;
  /** Seconds between checkpoints. Default none at all. */
  readonly checkpointInterval?: number | undefined;
  /** Ends training after the update in hand, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  readonly witness?: Witness | undefined;
}

/**
 * Trains a population and reports what happens, update by update: first the untrained policies' evaluation, then one
 * batch of records for every update. A member is over when an `end` record says so. A checkpoint belongs to the records
 * reported with it and before it.
 *
 * Member k computes the same bits whoever else is in the population, and however often it was stopped on its way.
 */
export async function* trainPopulation(
  plan: PopulationPlan,
  { from = [], checkpointInterval = Number.POSITIVE_INFINITY, signal, witness }: TrainingOptions = {},
): AsyncGenerator<readonly TrainingRecord[]> {
  const population = new Population(plan);
  try {
    await restored(
      population,
      plan.members.map((_, member) => from[member]),
    );
    const { agents, fresh } = population;
    if (fresh.some(Boolean)) yield teamRecords(await population.begin(), agents);
    await witness?.(population);
    let saved = performance.now();
    while (population.active.some(Boolean)) {
      if (signal?.aborted) {
        yield await population.checkpoints();
        return;
      }
      const records = teamRecords(await population.update(), agents);
      await witness?.(population);
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
