import { TrainingFailedError } from '../errors.ts';
import type { RunOptions, RunResult } from '../sweep/run/run-options.ts';
import type { Execution } from './execution-flags.ts';
import { printOutcome } from './outcome.ts';
import { hasOwnProcess } from './own-process.ts';
import { progressReporter } from './progress.ts';
import { stopOnSignals } from './stop-on-signals.ts';

/**
 * Has something trained, shows how it gets on, and prints what came of it, also if some runs could not be trained.
 *
 * @param train does it with the options that are given to it.
 * @returns the experiment's id; undefined where there was nothing to do.
 */
export async function carryOut(
  { db, workers, checkpointInterval, wait, json, quiet, queue }: Execution,
  train: (options: RunOptions) => Promise<RunResult | undefined>,
): Promise<number | undefined> {
  const progress = progressReporter(quiet ? undefined : process.stderr);
  const stop = stopOnSignals(progress.say);
  const observer = {
    ...progress,
    stageStarted(plan: Parameters<typeof progress.stageStarted>[0]) {
      // Before there is anything to go on with, Ctrl-C ends the command as it ends any other.
      stop.listen();
      progress.stageStarted(plan);
    },
  };
  try {
    const result = await train({
      db,
      workers,
      checkpointInterval,
      wait,
      queue,
      observer,
      signal: stop.signal,
      apart: hasOwnProcess(),
    }).finally(progress.end);
    if (result === undefined) return undefined;
    await printOutcome(db, result.experiment, json);
    if (result.interrupted) process.exitCode = stop.exitCode();
    return result.experiment;
  } catch (error) {
    if (error instanceof TrainingFailedError) await printOutcome(db, error.experiment, json);
    throw error;
  } finally {
    stop.release();
  }
}
