import { backendFailure, startBackend } from '../../backends/index.ts';
import { inPhase } from '../../diagnostics/phases.ts';
import { DeviceLostError, TrainingFailedError } from '../../errors.ts';
import type { TrainingRecord } from '../../results/index.ts';
import {
  hasEnded,
  lastCheckpoint,
  lostUpdates,
  patiently,
  runStates,
  type Store,
  waitsForLock,
} from '../../store/index.ts';
import type { PopulationObserver } from '../../training/population-view.ts';
import type { Experiment, ExperimentSettings } from './experiment.ts';
import { failureMessage } from './failure-message.ts';
import type { SweepObserver } from './sweep-observer.ts';
import { trainHere } from './train-here.ts';
import type { Job, TrainingListener } from './training-listener.ts';
import { trainInWorkers } from './worker-pool.ts';

/** How an experiment is carried out; nothing here changes its results, the backend's rounding aside. */
export interface TrainingSettings extends ExperimentSettings {
  /** Processes to spread the populations over; 1 trains in this one, unless `apart` says otherwise. */
  readonly workers: number;
  /** Trains in other processes even where one does it, so that this one always has time to listen. Default false. */
  readonly apart?: boolean;
  /** Seconds between checkpoints. Default 60. */
  readonly checkpointInterval?: number;
  /** Stops training after the update in hand, or in the middle of one that takes long, with a checkpoint. */
  readonly signal: AbortSignal;
  readonly observer: SweepObserver;
  /** Shown what is trained in this process, not what workers train. */
  readonly populationObserver?: PopulationObserver | undefined;
}

/**
 * Trains the runs of an experiment that have not ended, each from its last checkpoint, and writes every update's records
 * in one transaction, so that what is on disk is always whole updates. Only this process writes.
 *
 * A run whose environment fails ends alone, and so does a population that cannot be trained; the others go on.
 *
 * @throws TrainingFailedError at the end, if some could not be trained; RunError if the store cannot be written: what was
 * committed before stays; DeviceLostError if the GPU has gone: the runs are then marked as interrupted.
 */
export async function trainExperiment(
  experiment: Experiment,
  store: Store,
  {
    backend,
    plugins,
    workers: asked,
    apart: askedApart = false,
    checkpointInterval = 60,
    signal,
    observer,
    populationObserver,
  }: TrainingSettings,
): Promise<void> {
  await startBackend(backend);
  const { plan, runIds } = experiment;
  const idsOf = runsOfPopulations(experiment);
  const writing = (write: () => void): Promise<void> => patiently(write, () => observer.note(waitsForLock));
  /** Of each population, which of its members the job at hand trains. */
  const trained: number[][] = idsOf.map(() => []);
  /** What could not be trained, and why. */
  const failures: string[] = [];
  /** What has befallen this process, not one of the populations: nothing can go on. */
  let ownTrouble: unknown;
  const own = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      ownTrouble = error;
      throw error;
    }
  };

  const start = async (index: number): Promise<Job> => {
    const ids = idsOf[index]!;
    const ended = endedRuns(store, experiment.id);
    const left = [...ids.keys()].filter((member) => !ended.has(ids[member]!));
    const saved = ids.map((id) => lastCheckpoint(store.db, id));
    trained[index] = left;
    await writing(() => store.startRuns(left.map((member) => ids[member]!)));
    const { population } = plan.populations[index]!;
    const { totalTimesteps, totalEpisodes } = population;
    const spent = ids.map((id, member) => {
      if (ended.has(id)) return totalEpisodes ?? totalTimesteps;
      return saved[member]?.[totalEpisodes === undefined ? 'envStep' : 'episodes'] ?? 0;
    });
    observer.populationStarted(index, spent);
    return {
      population: { ...population, members: left.map((member) => population.members[member]!) },
      from: left.map((member) => saved[member]?.state),
    };
  };
  const record = async (index: number, records: readonly TrainingRecord[]): Promise<void> => {
    const ours = records.map((record) => ({ ...record, member: trained[index]![record.member]! }));
    await writing(() => inPhase('sqlite', () => store.write(idsOf[index]!, ours)));
    observer.recorded(index, ours);
    const { label, population } = plan.populations[index]!;
    for (const record of ours) {
      if (record.kind !== 'end' || record.status !== 'failed') continue;
      const { seed } = population.members[record.member]!;
      failures.push(`run ${idsOf[index]![record.member]} (${label}, seed ${seed}) failed: ${record.error}`);
    }
  };
  const fail = async (index: number, error: unknown): Promise<void> => {
    const message = failureMessage(error);
    const reason = `training failed: ${message}`;
    await writing(() => store.fail(idsOf[index]!, reason));
    failures.push(`training ${plan.populations[index]!.label} failed: ${message}`);
    observer.populationFailed(index, reason);
  };
  const listener: TrainingListener = {
    started: (index) => own(() => start(index)),
    records: (index, records) => own(() => record(index, records)),
    ended: (index) => observer.populationEnded(index),
    async failed(index, error) {
      if (ownTrouble !== undefined || causeOf(error) instanceof DeviceLostError) throw error;
      await own(() => fail(index, error));
    },
    repeated: (index, reason) => observer.populationRepeated(index, reason),
  };
  const count = plan.populations.length;
  const workers = Math.min(asked, count);
  try {
    const settings = { backend, plugins, checkpointInterval, workers, signal };
    // The code of a plugin may never return. In a process of its own it can be ended, and this one hears of the wish.
    const apart = workers > 1 || ((askedApart || plugins.length > 0) && populationObserver === undefined);
    if (apart) await trainInWorkers(count, settings, listener);
    else await trainHere(count, { ...settings, populationObserver }, listener);
  } catch (error) {
    closeInterrupted(store, runIds);
    throw causeOf(error);
  }
  if (signal.aborted) {
    await writing(() => store.interrupt(runIds));
    for (const { optimizer, made, kept } of lostUpdates(store.db, experiment.id)) {
      const from = kept === 0 ? 'the beginning' : `update ${kept}`;
      observer.note(
        `${optimizer} was stopped after update ${made}, in the next; resume goes on from ${from}`,
      );
    }
  }
  if (failures.length === 0) return;
  const others = failures.length - 1;
  throw new TrainingFailedError(
    others === 0 ? failures[0]! : `${failures[0]} (and ${others} more failed)`,
    experiment.id,
  );
}

/** The runs of each population. */
function runsOfPopulations({ plan, runIds }: Experiment): number[][] {
  let next = 0;
  return plan.populations.map(({ population }) => {
    const start = next;
    next += population.members.length;
    return runIds.slice(start, next);
  });
}

function endedRuns({ db }: Store, experimentId: number): ReadonlySet<number> {
  return new Set(
    runStates(db, experimentId)
      .filter(hasEnded)
      .map(({ id }) => id),
  );
}

/** What is behind an error in training: of a lost device it shows as anything. */
function causeOf(error: unknown): unknown {
  return backendFailure() ?? error;
}

/** Says in the file that runs had to stop, if the file can still be written. */
function closeInterrupted(store: Store, runIds: readonly number[]): void {
  try {
    store.interrupt(runIds);
  } catch {
    // The file itself is the trouble; the error that is being thrown says so.
  }
}
