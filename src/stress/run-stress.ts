import { createHash } from 'node:crypto';
import { startBackend, stoppingBackends } from '../backends/index.ts';
import type { OptimizerAtRates } from '../optimizers/at-rates.ts';
import type { LoadedPlugin } from '../plugins/index.ts';
import { usableCores } from '../processes/usable-cores.ts';
import type { StressTrialRow } from '../results/index.ts';
import {
  describeHost,
  newestOf,
  patiently,
  type Store,
  stressedBefore,
  waitsForLock,
  waitsForWriter,
  writeResults,
} from '../store/index.ts';
import { describeVersion } from '../version.ts';
import type { Problem } from './problem.ts';
import { type StressSettings, tuningSeeds } from './stress-settings.ts';
import { type StressUnit, tryInWorkers } from './try-in-workers.ts';
import { tuneAndScore } from './tune-and-score.ts';

/** What is tried. */
export interface StressPlan {
  readonly optimizers: readonly OptimizerAtRates[];
  readonly problems: readonly Problem[];
  readonly settings: Pick<StressSettings, 'seeds' | 'steps'>;
}

/** Units that take longer than a process does to start. */
const worthAProcess = 20;

/** How it is carried out. */
export interface StressOptions {
  /** Path of the results file, which is made where there is none. */
  readonly db: string;
  readonly backend: string;
  /** Processes; undefined: as many as make it faster, at most one a core. */
  readonly workers: number | undefined;
  /** Whether to wait while another process writes to the file. */
  readonly wait: boolean;
  readonly plugins: readonly LoadedPlugin[];
  /** What asks for it, for the results file. */
  readonly command: string;
  /** Told a line at a time what goes on. */
  readonly tell: (line: string) => void;
  /** Stops it; what has been tried by then stays. */
  readonly signal: AbortSignal;
  /** Told when there is something to go on with. */
  readonly begun?: () => void;
  /** Told when all trials of an optimizer are in the file. */
  readonly optimizerEnded?: (optimizer: string, progress: StressProgress) => void;
}

/** How far it has come. */
export interface StressProgress {
  /** Optimizers whose trials are all in the file. */
  readonly ended: number;
  /** The share of what this call has to try that it has tried, 0 to 1. */
  readonly share: number;
}

/** What came of it. */
export interface StressResult {
  readonly experiment: number;
  /** True where the signal has stopped it. */
  readonly interrupted: boolean;
}

/**
 * Lets every optimizer try every problem, and hands the results file on. A problem's trials are written when they are over.
 * An experiment with the same settings that the file has already is gone on with: what it lacks is added.
 *
 * @param read what to do with the file when all is in it, or the signal has come.
 * @throws RunError if the file cannot be written.
 */
export function runStress<T>(
  plan: StressPlan,
  options: StressOptions,
  read: (store: Store, result: StressResult) => Promise<T>,
): Promise<T> {
  const { db, wait, tell, signal } = options;
  return stoppingBackends(() =>
    writeResults(db, { wait, onWait: () => tell(waitsForWriter), signal }, async (store) =>
      read(store, await stressIn(store, plan, options)),
    ),
  );
}

async function stressIn(store: Store, plan: StressPlan, options: StressOptions): Promise<StressResult> {
  const { signal, tell, backend, plugins } = options;
  const { settings } = plan;
  const writing = <T>(write: () => T): Promise<T> => patiently(write, () => tell(waitsForLock));
  await startBackend(backend);
  const experiment = await writing(() => experimentOf(store, plan, options));
  options.begun?.();
  const units = unitsLeft(store, experiment, plan);
  const account = new Account(plan, units, options.optimizerEnded);
  const take = async (unit: StressUnit, trials: readonly StressTrialRow[]): Promise<void> => {
    await writing(() => store.writeStressTrials(experiment, trials));
    account.close(unit);
  };
  const workers = options.workers ?? Math.min(usableCores(), Math.ceil(units.length / worthAProcess));
  if (workers > 1) {
    await tryInWorkers(units, { backend, plugins, settings, workers }, signal, take);
  } else {
    for (const unit of units) {
      const trials = signal.aborted
        ? undefined
        : await tuneAndScore(unit.optimizer, unit.problem, settings, signal);
      if (trials === undefined) break;
      await take(unit, trials);
    }
  }
  return { experiment, interrupted: account.isOpen };
}

/** What the file does not have yet, optimizer by optimizer. */
function unitsLeft(store: Store, experiment: number, { optimizers, problems }: StressPlan): StressUnit[] {
  const known = new Set(
    stressedBefore(store.db, experiment).map(({ optimizer, problem }) => `${problem} ${optimizer}`),
  );
  return optimizers
    .flatMap((optimizer) => problems.map((problem) => ({ optimizer, problem })))
    .filter(({ optimizer, problem }) => !known.has(`${problem.name} ${optimizer.label}`));
}

/** Counts what is left to be tried of each optimizer. */
class Account {
  readonly #left: Map<string, number>;
  readonly #units: number;
  #closed = 0;
  readonly #tell: StressOptions['optimizerEnded'];

  constructor(
    { optimizers }: StressPlan,
    units: readonly StressUnit[],
    tell: StressOptions['optimizerEnded'],
  ) {
    const count = (label: string) => units.filter(({ optimizer }) => optimizer.label === label).length;
    this.#left = new Map(optimizers.map(({ label }) => [label, count(label)]));
    this.#units = units.length;
    this.#tell = tell;
  }

  get isOpen(): boolean {
    return this.#ended < this.#left.size;
  }

  get #ended(): number {
    return [...this.#left.values()].filter((left) => left === 0).length;
  }

  close({ optimizer: { label } }: StressUnit): void {
    this.#closed++;
    const left = this.#left.get(label)! - 1;
    this.#left.set(label, left);
    if (left > 0) return;
    this.#tell?.(label, { ended: this.#ended, share: this.#closed / this.#units });
  }
}

/** The experiment that the trials belong to, begun where the file has none with these settings. */
function experimentOf(
  store: Store,
  { settings }: StressPlan,
  { backend, plugins, command }: Pick<StressOptions, 'backend' | 'plugins' | 'command'>,
): number {
  const config = { kind: 'stress', ...settings, tuningSeeds, backend, plugins };
  const version = describeVersion();
  const fingerprint = createHash('sha256').update(JSON.stringify({ config, version })).digest('hex');
  const found = newestOf(store.db, fingerprint);
  if (found) return found.id;
  return store.createExperiment({
    title: 'stress',
    ...{ command, config, fingerprint, version },
    host: describeHost(),
    runs: [],
  }).experimentId;
}
