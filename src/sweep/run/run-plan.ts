import { UsageError } from '../../errors.ts';
import {
  type FoundExperiment,
  newestOf,
  patiently,
  readExperiment,
  type Store,
  waitsForLock,
  waitsForWriter,
  writeResults,
} from '../../store/index.ts';
import { dbFlag } from '../../text/db-flag.ts';
import { thisProgram } from '../../text/this-program.ts';
import { inOneProcess } from '../cost/divide-work.ts';
import { borrowedRateNotes } from '../plan/borrowed-rates.ts';
import { fingerprint } from '../plan/fingerprint.ts';
import type { SweepPlan } from '../plan/plan.ts';
import { smallBudgets } from '../plan/small-budgets.ts';
import { auto } from './auto-backend.ts';
import { chooseBackend } from './choose-backend.ts';
import { createExperiment, type Experiment } from './experiment.ts';
import { fitted } from './fitted.ts';
import { givePublished } from './give-published.ts';
import {
  emptyShard,
  foundShard,
  ownPart,
  plannedShard,
  type ShardOptions,
  shardBackend,
} from './planned-shard.ts';
import { isComplete, resumeIn } from './resume-experiment.ts';
import type { RunOptions, RunResult } from './run-options.ts';
import { trainIn } from './train-in.ts';
import { unfinished } from './unfinished.ts';
import { usingQueue } from './using-queue.ts';

/** What to do where the results file has the same study already, settings and title. */
export type IfExists = 'refuse' | 'resume' | 'begin anew';

/** How a plan is run that may be new. */
export interface RunPlanOptions extends RunOptions {
  /** What computes, see `backendNames`. Default `auto`: simd, or a GPU that was tried and found faster. */
  readonly backend?: string | undefined;
  /** Default `refuse`: UsageError. */
  readonly ifExists?: IfExists | undefined;
  /** Trains this shard of the plan alone; the others are trained into other files, which `mergeFiles` puts together. */
  readonly shard?: ShardOptions | undefined;
  /** What to type to get the same results; reports show it. Default: how this program was started. */
  readonly command?: string | undefined;
}

/**
 * Trains a plan as an experiment of the results file, which is made where there is none; where it tunes, with the second
 * stage that its results decide.
 *
 * @throws UsageError for what cannot be trained, or is there already; nothing was written then.
 * @throws RunError if the file cannot be written, or belongs to another process; TrainingFailedError, at the end, if some
 * runs could not be trained. What was committed before stays.
 */
export async function runPlan(plan: SweepPlan, options: RunPlanOptions): Promise<RunResult> {
  const { backend: asked = auto, ifExists = 'refuse', command = thisProgram() } = options;
  return usingQueue(options, async (how) => {
    const { plugins, observer, wait, signal } = how;
    const tell = observer.note;
    signal.throwIfAborted();
    const part = options.shard && (await plannedShard(plan, options.shard));
    const backend = await chooseBackend(part ? shardBackend(asked) : asked, plan, plugins, tell);
    const own = part ? ownPart(part, backend) : plan;
    const spread = own.populations.length > 0 ? await fitted(own, backend, how) : inOneProcess;
    const print = fingerprint(plan);
    const onWait = () => tell(waitsForWriter);
    return writeResults(how.db, { wait, onWait, signal }, async (store) => {
      const found = ifExists === 'begin anew' ? undefined : newestOf(store.db, print);
      if (found && part) {
        const ours = foundShard(store, found, part);
        if (!ours.isNew && ifExists === 'refuse') throw alreadyThere(store, found);
        return resumeIn(store, ours.found, how);
      }
      if (found && ifExists === 'refuse') throw alreadyThere(store, found);
      if (found) return resumeIn(store, givePublished(store, found, plan), how);
      for (const note of [...smallBudgets(own), ...borrowedRateNotes(own)]) tell(note);
      const settings = { backend, plugins };
      const named = { ...settings, command, fingerprint: print, ...(part && { shard: part.shard }) };
      const experiment = await patiently(
        () => createExperiment(store, part?.plan ?? plan, named),
        () => tell(waitsForLock),
      );
      if (part && own.populations.length === 0) {
        tell(emptyShard(part.shard));
        return { experiment: experiment.id, interrupted: false };
      }
      return trainIn(store, part ? partIn(store, experiment) : experiment, settings, { ...how, spread });
    });
  });
}

/** What a shard trains of an experiment that has just been written down. */
function partIn({ db }: Store, { id }: Experiment): Experiment {
  return unfinished(db, readExperiment(db, id)!);
}

function alreadyThere({ db, path }: Store, found: FoundExperiment): UsageError {
  return new UsageError(
    `this study is in "${path}" already, as experiment ${found.id}: ` +
      (isComplete(db, found)
        ? `it is complete, see rl-bench leaderboard --experiment ${found.id}${dbFlag(path)}`
        : 'go on with it by --resume') +
      '; to train it once more, give it another title, or another file with --db FILE',
  );
}
