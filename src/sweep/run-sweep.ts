import { makeEnv } from '../../envs/index.ts';
import { startBackend } from '../backends/index.ts';
import { type Call, isCall } from '../call-expression.ts';
import { inPhase } from '../diagnostics/phases.ts';
import type { LoadedPlugin } from '../plugins.ts';
import { describeHost, type NewRun, type Store } from '../store/index.ts';
import type { TrainingRecord } from '../training/records.ts';
import { describeVersion } from '../version.ts';
import { fingerprint } from './fingerprint.ts';
import type { SweepPlan } from './plan.ts';
import { trainHere } from './train-here.ts';
import type { TrainingListener } from './training-listener.ts';
import { trainInWorkers } from './worker-pool.ts';

/** Told what a sweep does while it does it. */
export interface SweepObserver {
  populationStarted(index: number): void;
  /** After what was reported has been committed. */
  recorded(index: number, records: readonly TrainingRecord[]): void;
  populationEnded(index: number): void;
  /** The process that trained it has died; its runs start again, and their rows are written again. */
  populationRepeated(index: number, reason: string): void;
}

/** How a sweep is carried out; nothing here changes its results, the backend's rounding aside. */
export interface SweepOptions {
  readonly backend: string;
  /** Processes to spread the populations over; 1 trains in this one. */
  readonly workers: number;
  /** What was loaded into this process, for the workers to load too. Default none. */
  readonly plugins?: readonly LoadedPlugin[];
  /** The command as it was typed, kept with the experiment. */
  readonly command: string;
  /** Stops the sweep after the update in hand. */
  readonly signal: AbortSignal;
  readonly observer: SweepObserver;
}

/** How a sweep ended. */
export interface SweepResult {
  readonly experimentId: number;
  readonly interrupted: boolean;
}

/**
 * Trains the populations of a plan and writes every update's records in one transaction, so that what is on disk is
 * always whole updates. Only this process writes.
 *
 * @throws RunError if the store cannot be written; what was committed before stays.
 */
export async function runSweep(plan: SweepPlan, store: Store, options: SweepOptions): Promise<SweepResult> {
  const { backend, plugins = [], command, signal, observer } = options;
  await startBackend(backend);
  const runs = plan.populations.map((_, index) => newRuns(plan, index, backend));
  const { experimentId, runIds } = store.createExperiment({
    title: plan.title,
    command,
    config: { ...plan, backend, plugins },
    fingerprint: fingerprint(plan),
    version: describeVersion(),
    host: describeHost(),
    runs: runs.flat(),
  });

  const idsOf = runs.map((own, index) => {
    const start = runs.slice(0, index).flat().length;
    return runIds.slice(start, start + own.length);
  });
  const listener: TrainingListener = {
    started(index) {
      store.startRuns(idsOf[index]!);
      observer.populationStarted(index);
    },
    records(index, records) {
      inPhase('sqlite', () => store.write(idsOf[index]!, records));
      observer.recorded(index, records);
    },
    ended: (index) => observer.populationEnded(index),
    repeated: (index, reason) => observer.populationRepeated(index, reason),
  };
  const populations = plan.populations.map(({ population }) => population);
  const workers = Math.min(options.workers, populations.length);
  try {
    if (workers > 1) await trainInWorkers(populations, { backend, plugins, workers, signal }, listener);
    else await trainHere(populations, signal, listener);
  } catch (error) {
    closeFailed(store, runIds, error);
    throw error;
  }
  if (signal.aborted) store.interrupt(runIds);
  return { experimentId, interrupted: signal.aborted };
}

/** Says in the file why its runs have no end, if the file can still be written. */
function closeFailed(store: Store, runIds: readonly number[], error: unknown): void {
  try {
    store.fail(runIds, error instanceof Error ? error.message : String(error));
  } catch {
    // The file itself is the trouble; the error that is being thrown says so.
  }
}

function newRuns(plan: SweepPlan, index: number, backend: string): NewRun[] {
  const { agentLabel, label, phase, learningRates, population } = plan.populations[index]!;
  const { rewardThreshold } = makeEnv(population.env, { size: 1 }).spec;
  return population.members.map(({ seed, optimizer }, member) => ({
    population: index,
    member,
    env: population.env,
    agent: agentLabel,
    optimizer: label,
    seed,
    phase,
    hyperparameters: {
      optimizer: hyperparameters(optimizer),
      agent: population.agent.settings,
      network: population.network,
    },
    learningRate: learningRates[member]!,
    totalTimesteps: population.totalTimesteps,
    rewardThreshold,
    backend,
  }));
}

/** All settings of an optimizer; what a wrapper wraps stands under `inner`. */
function hyperparameters({ settings, positional: [inner] }: Call): Readonly<Record<string, unknown>> {
  if (inner === undefined || !isCall(inner)) return settings;
  return { ...settings, inner: { name: inner.name, ...hyperparameters(inner) } };
}
