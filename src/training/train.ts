import { RunError } from '../errors.ts';
import type { TrainingRecord } from '../results/index.ts';
import { LongUpdates } from './long-updates.ts';
import { Population, type PopulationParts } from './population.ts';
import type { PopulationObserver } from './population-view.ts';
import { teamRecords } from './team-records.ts';

/** How training is carried on and left off; nothing here changes what is computed. */
export interface TrainingOptions {
  /** The state of each member's last checkpoint; undefined for those that start from the beginning. */
  readonly from?: readonly (Uint8Array | undefined)[] | undefined;
  /** Seconds between checkpoints. Default none at all. */
  readonly checkpointInterval?: number | undefined;
  /**
   * The share of its budget, 0 to 1, at which each member is left off, with a checkpoint of the update that has reached it and
   * an `end` record that says `paused`; whoever has spent it before stands still and says so at once. Default 1: all are
   * trained to their ends.
   */
  readonly until?: readonly number[] | undefined;
  /**
   * Ends training after the update in hand, with a checkpoint; or where that takes longer, in the middle of it, with the
   * checkpoint of the update before, if updates were as long then. Else the last one that was reported stays.
   */
  readonly signal?: AbortSignal | undefined;
  /** Seconds that the update in hand may take after the signal. Default 0.5. */
  readonly patience?: number | undefined;
  /** Called when training has stopped because of the signal; the checkpoints come afterwards. */
  readonly stopped?: (() => void) | undefined;
  readonly populationObserver?: PopulationObserver | undefined;
}

/**
 * Trains a population and reports what happens, update by update: first the evaluation of the untrained parameters, then one
 * batch of records for every update. A member is over, or left off, when an `end` record says so. A checkpoint belongs to the records
 * reported with it and before it.
 *
 * Member k computes the same bits whoever else is in the population, and however often it was stopped on its way.
 */
export async function* train(
  parts: PopulationParts,
  {
    from = [],
    until,
    checkpointInterval = Number.POSITIVE_INFINITY,
    signal,
    patience = 0.5,
    stopped,
    populationObserver,
  }: TrainingOptions = {},
): AsyncGenerator<readonly TrainingRecord[]> {
  const population = new Population(parts, until);
  const giveUp = abortedAfter(signal, patience);
  const updates = new LongUpdates(patience);
  try {
    const { agents } = population;
    const leftOff = await restored(
      population,
      Array.from({ length: population.members }, (_, member) => from[member]),
    );
    if (leftOff.length > 0) yield teamRecords(leftOff, agents);
    if (population.begins) yield teamRecords(await population.begin(giveUp.signal), agents);
    await populationObserver?.(population);
    let saved = performance.now();
    while (population.goesOn) {
      if (signal?.aborted) {
        stopped?.();
        yield await population.checkpoints();
        return;
      }
      const records = teamRecords(await updates.update(population, giveUp.signal), agents);
      await populationObserver?.(population);
      const due = population.leavesOff || performance.now() - saved >= 1000 * checkpointInterval;
      yield due ? [...records, ...(await population.checkpoints())] : records;
      if (due) saved = performance.now();
    }
  } catch (error) {
    if (!giveUp.signal.aborted || error !== giveUp.signal.reason) throw error;
    stopped?.();
    if (updates.kept.length > 0) yield updates.kept;
  } finally {
    giveUp.release();
    population.dispose();
  }
}

/** A signal that comes so many seconds after another one. Release it when nobody listens any more. */
function abortedAfter(
  signal: AbortSignal | undefined,
  seconds: number,
): { readonly signal: AbortSignal; release(): void } {
  const later = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    timer = setTimeout(() => later.abort(), 1000 * seconds);
  };
  if (signal?.aborted) begin();
  else signal?.addEventListener('abort', begin, { once: true });
  return {
    signal: later.signal,
    release() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', begin);
    },
  };
}

/** Whatever goes wrong when members take up their checkpoints is the checkpoints' fault: old ones have no checksum. */
async function restored(
  population: Population,
  states: readonly (Uint8Array | undefined)[],
): Promise<readonly TrainingRecord[]> {
  try {
    return await population.restore(states);
  } catch (error) {
    const why = error instanceof RunError ? error.message : 'it does not fit what is trained';
    throw new RunError(`a checkpoint cannot be gone on from: ${why}`);
  }
}
