import { hostname } from 'node:os';
import { type Bits, bitsOn } from '../../backends/bits/index.ts';
import { backendFailure } from '../../backends/index.ts';
import { inPhase } from '../../diagnostics/phases.ts';
import { DeviceLostError, TrainingFailedError } from '../../errors.ts';
import type { TrainingRecord } from '../../results/index.ts';
import {
  isAtRest,
  lastCheckpoint,
  lostUpdates,
  patiently,
  runStates,
  type SavedState,
  type Store,
  type Trainer,
  waitsForLock,
} from '../../store/index.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import type { PopulationObserver } from '../../training/population-view.ts';
import type { Share, Spread } from '../cost/divide-work.ts';
import type { OpenQueue } from '../queue/open-queue.ts';
import { trainByAgents } from '../queue/train-by-agents.ts';
import type { Experiment, ExperimentSettings } from './experiment.ts';
import { failureMessage } from './failure-message.ts';
import { runsOfOtherBits } from './other-bits.ts';
import type { SweepObserver } from './sweep-observer.ts';
import { trainSpread } from './train-spread.ts';
import type { Job, TrainingListener } from './training-listener.ts';
import { WorkLeft } from './work-left.ts';

/** How an experiment is carried out; nothing here changes its results, the backend's rounding aside. */
export interface TrainingSettings extends ExperimentSettings {
  /** Processes to spread the runs over; 1 trains in this one, unless `apart` says otherwise. */
  readonly spread: Spread;
  /** Trains in other processes even where one does it, so that this one always has time to listen. Default false. */
  readonly apart?: boolean;
  /** Seconds between checkpoints. Default 60. */
  readonly checkpointInterval?: number;
  /** Stops training after the update in hand, or in the middle of one that takes long, with a checkpoint. */
  readonly signal: AbortSignal;
  readonly observer: SweepObserver;
  /** Has its agents train, in place of processes of this machine. */
  readonly openQueue?: OpenQueue | undefined;
  /** Names of agents that are not to train some members of a population. Default: anybody may. */
  readonly notBy?: ((share: Share) => readonly string[]) | undefined;
  /** Shown what is trained in this process, not what workers train. */
  readonly populationObserver?: PopulationObserver | undefined;
}

/**
 * Trains the runs of an experiment that have not ended, each from its last checkpoint, and writes every update's records
 * in one transaction, so that what is on disk is always whole updates. Only this process writes.
 *
 * A run whose environment fails ends alone, and so do members that cannot be trained; the others go on.
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
    spread,
    apart = false,
    checkpointInterval = 60,
    signal,
    observer,
    openQueue: queue,
    notBy,
    populationObserver,
  }: TrainingSettings,
): Promise<void> {
  const here: Trainer<Bits> = { machine: hostname(), bits: await bitsOn(backend) };
  const { plan, runIds } = experiment;
  const idsOf = runsOfPopulations(experiment);
  const populations = plan.populations.map(({ population }) => population);
  const writing = (write: () => void): Promise<void> => patiently(write, () => observer.note(waitsForLock));
  const left = new WorkLeft(
    populations,
    plan.populations.map(({ until }) => until),
  );
  /** Of each share, which members the job at hand trains. */
  const trained = new Map<Share, readonly number[]>();
  /** What could not be trained, and why. */
  const failures = new Set<string>();
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

  const start = async (share: Share, by: Trainer<Bits> = here): Promise<Job> => {
    const { population: index } = share;
    const { until } = plan.populations[index]!;
    const ids = idsOf[index]!;
    const ended = restingRuns(store, experiment.id);
    const members = share.members.filter((member) => !ended.has(ids[member]!));
    const runs = members.map((member) => ids[member]!);
    const others = runsOfOtherBits(store.db, runs, by.bits, by.machine);
    if (others) {
      observer.note(others.line);
      await writing(() => store.beginAgain(backend, others.runIds));
    }
    const saved = runs.map((run) => lastCheckpoint(store.db, run));
    trained.set(share, members);
    await writing(() => store.startRuns(runs, ids[share.members[0]!], by));
    const population = populations[index]!;
    for (const [place, member] of members.entries()) {
      left.standsAt(index, member, spentBy(saved[place], population));
    }
    observer.populationStarted(index, left.spent(index));
    return {
      population: { ...population, members: members.map((member) => population.members[member]!) },
      from: saved.map((checkpoint) => checkpoint?.state),
      ...(until !== undefined && { until: members.map(() => until) }),
    };
  };
  const record = async (share: Share, records: readonly TrainingRecord[]): Promise<void> => {
    const { population: index } = share;
    const members = trained.get(share)!;
    const ours = records.map((record) => ({ ...record, member: members[record.member]! }));
    await writing(() => inPhase('sqlite', () => store.write(idsOf[index]!, ours)));
    left.take(index, ours);
    observer.recorded(index, ours);
    const { label, population } = plan.populations[index]!;
    for (const record of ours) {
      if (record.kind !== 'end' || record.status !== 'failed') continue;
      const { seed } = population.members[record.member]!;
      failures.add(`run ${idsOf[index]![record.member]} (${label}, seed ${seed}) failed: ${record.error}`);
    }
  };
  const close = ({ population, members }: Share): void => {
    left.close(population, members);
    if (left.isOver(population)) observer.populationEnded(population);
  };
  const fail = async (share: Share, error: unknown): Promise<void> => {
    const { population: index, members } = share;
    const message = failureMessage(error);
    const reason = `training failed: ${message}`;
    const ids = members.map((member) => idsOf[index]![member]!);
    await writing(() => store.fail(ids, reason));
    const failure = `training ${plan.populations[index]!.label} failed: ${message}`;
    // Where one share of a population fails, others may fail alike.
    if (!failures.has(failure)) observer.populationFailed(index, reason);
    failures.add(failure);
    close(share);
  };
  const listener: TrainingListener = {
    started: (share, by) => own(() => start(share, by)),
    records: (share, records) => own(() => record(share, records)),
    ended: close,
    async failed(share, error) {
      if (ownTrouble !== undefined || causeOf(error) instanceof DeviceLostError) throw error;
      await own(() => fail(share, error));
    },
    repeated: ({ population }, reason) => observer.populationRepeated(population, reason),
  };
  try {
    const ended = restingRuns(store, experiment.id);
    for (const [index, ids] of idsOf.entries()) {
      const population = populations[index]!;
      for (const [member, id] of ids.entries()) {
        left.standsAt(index, member, spentBy(lastCheckpoint(store.db, id), population));
        if (!ended.has(id)) continue;
        left.standsAt(index, member, population.totalEpisodes ?? population.totalTimesteps);
        left.close(index, [member]);
      }
    }
    const settings = { backend, checkpointInterval, signal };
    if (queue) {
      const byAgents = { ...settings, plugins, queue, spread, say: observer.note, notBy };
      await trainByAgents(experiment, store, byAgents, listener);
    } else {
      const here = { ...settings, plugins, apart, populationObserver };
      await trainSpread({ populations, left, spread }, here, listener);
    }
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
  if (failures.size === 0) return;
  const [failure] = failures;
  const others = failures.size - 1;
  throw new TrainingFailedError(
    others === 0 ? failure! : `${failure} (and ${others} more failed)`,
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

function restingRuns({ db }: Store, experimentId: number): ReadonlySet<number> {
  return new Set(
    runStates(db, experimentId)
      .filter(isAtRest)
      .map(({ id }) => id),
  );
}

/** How much of its budget a member has spent that goes on from a checkpoint. */
function spentBy(saved: SavedState | undefined, { totalEpisodes }: PopulationPlan): number {
  return saved?.[totalEpisodes === undefined ? 'envStep' : 'episodes'] ?? 0;
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
