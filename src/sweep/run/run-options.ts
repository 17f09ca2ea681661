import type { Value } from '../../call-expression.ts';
import { type LoadedPlugin, loadedPlugins } from '../../plugins/index.ts';
import { usableCores } from '../../processes/usable-cores.ts';
import { parseSettings } from '../../settings.ts';
import type { QueueOptions } from '../queue/open-queue.ts';
import { executionSettings } from '../study/run-settings.ts';
import { allOf, type SweepObserver } from './sweep-observer.ts';

/** How an experiment is run. The defaults are those of the command. */
export interface RunOptions {
  /** Path of the results file. */
  readonly db: string;
  /** Processes to spread the runs over; 1 trains in this one. Default: as many as make it faster, at most one a core. */
  readonly workers?: number | undefined;
  /**
   * Trains in other processes even where one does it, so that this one's event loop always turns: signals are heard and
   * progress is shown whatever is computed. Default false.
   */
  readonly apart?: boolean | undefined;
  /** Seconds between checkpoints, from which an experiment that was stopped goes on. Default 60. */
  readonly checkpointInterval?: number | undefined;
  /** Whether to wait while another process writes to the file. Default false, which throws RunError then. */
  readonly wait?: boolean | undefined;
  /**
   * Stops training after the update in hand, or in the middle of one that takes long, with checkpoints; the result then
   * says that it was interrupted. Where
   * nothing has been begun yet, the promise is rejected with the signal's reason.
   */
  readonly signal?: AbortSignal | undefined;
  /** Told what happens while it happens. Default: nobody is told. */
  readonly observer?: Partial<SweepObserver> | undefined;
  /** Has the agents of a queue train, in place of processes of this machine. */
  readonly queue?: QueueOptions | undefined;
  /** What was loaded by `loadPlugins`: kept with the experiment, and loaded by the workers. Default: all of it. */
  readonly plugins?: readonly LoadedPlugin[] | undefined;
}

/** How an experiment ended. */
export interface RunResult {
  /** Its id in the results file. */
  readonly experiment: number;
  /** True where the signal has stopped it: `resumeExperiment` goes on with it. */
  readonly interrupted: boolean;
}

/** The options with nothing left open. */
export type HowToRun = Required<{
  [Name in keyof Omit<RunOptions, 'workers' | 'queue'>]: NonNullable<RunOptions[Name]>;
}> & {
  readonly queue: QueueOptions | undefined;
  /** Exactly so many processes, or at most. */
  readonly workers: { readonly count: number; readonly exactly: boolean };
  readonly observer: SweepObserver;
};

/** Fills in what was left out. @throws UsageError for a number that makes no sense. */
export function howToRun({ signal, observer, plugins, ...options }: RunOptions): HowToRun {
  const given = {
    workers: options.workers,
    checkpoint_interval: options.checkpointInterval,
    wait: options.wait,
  };
  const named = Object.entries(given).filter(([, value]) => value !== undefined) as [string, Value][];
  const { workers, checkpoint_interval, wait } = parseSettings(
    'rl-bench',
    executionSettings,
    Object.fromEntries(named),
    (name) => (name === 'checkpoint_interval' ? 'checkpointInterval' : name),
  );
  return {
    db: options.db,
    workers: { count: workers ?? usableCores(), exactly: workers !== undefined },
    queue: options.queue,
    apart: options.apart ?? false,
    checkpointInterval: checkpoint_interval,
    wait,
    signal: signal ?? new AbortController().signal,
    observer: allOf(observer),
    plugins: plugins ?? loadedPlugins(),
  };
}
