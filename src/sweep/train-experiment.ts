import { backendFailure, startBackend } from '../backends/index.ts';
import { inPhase } from '../diagnostics/phases.ts';
import { DeviceLostError, RunError } from '../errors.ts';
import { hasEnded, lastCheckpoint, patiently, runStates, type Store } from '../store/index.ts';
import type { Witness } from '../training/witness.ts';
import type { Experiment, ExperimentSettings } from './experiment.ts';
import type { SweepObserver } from './sweep-observer.ts';
import { trainHere } from './train-here.ts';
import type { TrainingListener } from './training-listener.ts';
import { trainInWorkers } from './worker-pool.ts';

/** How an experiment is carried out; nothing here changes its results, the backend's rounding aside. */
export interface TrainingSettings extends ExperimentSettings {
  /** Processes to spread the populations over; 1 trains in this one. */
  readonly workers: number;
  /** Seconds between checkpoints. Default 60. */
  readonly checkpointInterval?: number;
  /** Stops training after the update in hand, with a checkpoint. */
  readonly signal: AbortSignal;
  readonly observer: SweepObserver;
  /** Shown what is trained in this process, not what workers train. */
  readonly witness?: Witness | undefined;
}

/**
 * Trains the runs of an experiment that have not ended, each from its last checkpoint, and writes every update's records
 * in one transaction, so that what is on disk is always whole updates. Only this process writes.
 *
 * A run whose environment fails ends alone; the others go on.
 *
 * @throws RunError if the store cannot be written; what was committed before stays. At the end, if some runs have failed. DeviceLostError, which is one too, if
 * the GPU has gone: the runs are then marked as interrupted.
 */
export async function trainExperiment(
  experiment: Experiment,
  store: Store,
  { backend, plugins, workers: asked, checkpointInterval = 60, signal, observer, witness }: TrainingSettings,
): Promise<void> {
  await startBackend(backend);
  const { plan, runIds } = experiment;
  const idsOf = runsOfPopulations(experiment);
  const writing = (write: () => void): Promise<void> => patiently(write, () => observer.waits?.());
  /** Of each population, which of its members the job at hand trains. */
  const trained: number[][] = idsOf.map(() => []);
  /** Runs that have failed while others of their population went on. */
  const failures: string[] = [];

  const listener: TrainingListener = {
    async started(index) {
      const ids = idsOf[index]!;
      const ended = endedRuns(store, experiment.id);
      const own = [...ids.keys()].filter((member) => !ended.has(ids[member]!));
      const saved = ids.map((id) => lastCheckpoint(store.db, id));
      trained[index] = own;
      await writing(() => store.startRuns(own.map((member) => ids[member]!)));
      const { population } = plan.populations[index]!;
      const { totalTimesteps, totalEpisodes } = population;
      const spent = ids.map((id, member) => {
        if (ended.has(id)) return totalEpisodes ?? totalTimesteps;
        return saved[member]?.[totalEpisodes === undefined ? 'envStep' : 'episodes'] ?? 0;
      });
      observer.populationStarted(index, spent);
      return {
        population: { ...population, members: own.map((member) => population.members[member]!) },
        from: own.map((member) => saved[member]?.state),
      };
    },
    async records(index, records) {
      const ours = records.map((record) => ({ ...record, member: trained[index]![record.member]! }));
      await writing(() => inPhase('sqlite', () => store.write(idsOf[index]!, ours)));
      observer.recorded(index, ours);
      const { label, population } = plan.populations[index]!;
      for (const record of ours) {
        if (record.kind !== 'end' || record.status !== 'failed') continue;
        const { seed } = population.members[record.member]!;
        failures.push(`run ${idsOf[index]![record.member]} (${label}, seed ${seed}) failed: ${record.error}`);
      }
    },
    ended: (index) => observer.populationEnded(index),
    failed(index, error) {
      if (!(causeOf(error) instanceof DeviceLostError)) closeFailed(store, idsOf[index]!, error);
    },
    repeated: (index, reason) => observer.populationRepeated(index, reason),
  };
  const count = plan.populations.length;
  const workers = Math.min(asked, count);
  try {
    const settings = { backend, plugins, checkpointInterval, workers, signal };
    if (workers > 1) await trainInWorkers(count, settings, listener);
    else await trainHere(count, { ...settings, witness }, listener);
  } catch (error) {
    closeInterrupted(store, runIds);
    const cause = causeOf(error);
    if (cause instanceof DeviceLostError) {
      throw new DeviceLostError(
        `${cause.message}; go on with rl-bench resume ${experiment.id}, elsewhere with --backend simd`,
      );
    }
    throw error;
  }
  if (signal.aborted) await writing(() => store.interrupt(runIds));
  if (failures.length === 0) return;
  const others = failures.length - 1;
  throw new RunError(others === 0 ? failures[0] : `${failures[0]} (and ${others} more failed)`);
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

/** Says in the file why runs have no end, if the file can still be written. */
function closeFailed(store: Store, runIds: readonly number[], error: unknown): void {
  ifItCan(() => store.fail(runIds, error instanceof Error ? error.message : String(error)));
}

/** The same of runs that had to stop because another failed. */
function closeInterrupted(store: Store, runIds: readonly number[]): void {
  ifItCan(() => store.interrupt(runIds));
}

function ifItCan(write: () => void): void {
  try {
    write();
  } catch {
    // The file itself is the trouble; the error that is being thrown says so.
  }
}
