import type { Database } from 'better-sqlite3';
import { checkBackend } from '../../backends/index.ts';
import { UsageError } from '../../errors.ts';
import { loadMissingPlugins } from '../../plugins/index.ts';
import { several } from '../../several.ts';
import {
  experimentWithRuns,
  type FoundExperiment,
  newestUnfinished,
  patiently,
  readExperiment,
  readResults,
  type Store,
  waitsForLock,
  waitsForWriter,
  writeResults,
} from '../../store/index.ts';
import { dbFlag } from '../../text/db-flag.ts';
import { describeVersion } from '../../version.ts';
import { shardName } from '../units/shard.ts';
import { auditExperiment } from './audit.ts';
import { fitted } from './fitted.ts';
import { nextStage } from './next-stage.ts';
import type { RunOptions, RunResult } from './run-options.ts';
import { configOf } from './saved-config.ts';
import { trainIn } from './train-in.ts';
import { unfinished } from './unfinished.ts';
import { type UnusableCheckpoint, unusableCheckpoints } from './unusable-checkpoints.ts';
import { type HowToTrain, usingQueue } from './using-queue.ts';

/** What is different from how an experiment was begun. */
interface Changes {
  /** Where to go on. Default: where it was begun. */
  readonly backend?: string | undefined;
  /** Whether runs whose checkpoints cannot be used train from the beginning. Default false: UsageError. */
  readonly restartDamaged?: boolean | undefined;
}

/** Which experiment to go on with, and how. */
export interface ResumeOptions extends RunOptions, Changes {
  /** Its id or title (of several with the title, the newest). Default: the newest that has something left to train. */
  readonly experiment?: number | string | undefined;
}

/**
 * Goes on with an experiment that was stopped, from its last checkpoints. One that is complete is left as it is.
 *
 * @returns undefined where no experiment was named and none has anything left to train.
 * @throws UsageError if the experiment is not there or cannot go on; otherwise as `runPlan`.
 */
export function resumeExperiment(options: ResumeOptions): Promise<RunResult | undefined> {
  const { experiment, backend } = options;
  return usingQueue(options, async (how) => {
    const { db: path, wait, signal, observer } = how;
    signal.throwIfAborted();
    if (backend !== undefined) checkBackend(backend);
    const found = await readResults(path, (db) =>
      experiment === undefined
        ? newestUnfinished(db)
        : readExperiment(db, experimentWithRuns(db, String(experiment))),
    );
    if (found === undefined) return undefined;
    refuseForeign(found);
    const onWait = () => observer.note(waitsForWriter);
    return writeResults(path, { wait, onWait, signal }, (store) =>
      // The one that was waited for may have added a second stage to it.
      resumeIn(store, readExperiment(store.db, found.id) ?? found, how, options),
    );
  });
}

/** Goes on with an experiment of a results file that belongs to this process. */
export async function resumeIn(
  store: Store,
  found: FoundExperiment,
  how: HowToTrain,
  { backend: wanted, restartDamaged = false }: Changes = {},
): Promise<RunResult> {
  const { backend: before, plugins: recorded, ...left } = unfinished(store.db, found);
  const backend = wanted ?? before;
  if (backend !== before) refuseToMoveShard(found, before);
  const tell = how.observer.note;
  const name = found.title === '' ? '' : ` (${found.title})`;
  if (isComplete(store.db, found)) {
    tell(`experiment ${found.id}${name} is complete: nothing is left to train`);
    const { openQueue } = how;
    if (openQueue && openQueue.audit > 0) await auditExperiment(store, found.id, before, openQueue, how);
    return { experiment: found.id, interrupted: false };
  }
  const unusable = unusableCheckpoints(store.db, left.runIds);
  if (unusable.length > 0 && !restartDamaged) throw cannotGoOn(store, found, unusable);
  const plugins = await loadMissingPlugins(recorded, how.plugins);
  tell(`experiment ${found.id}${name} goes on: ${several(left.runIds.length, 'run')} left`);
  if (found.version !== describeVersion()) {
    tell(
      `it was begun by rl-bench ${found.version}, this is ${describeVersion()}: the last digits may differ`,
    );
  }
  const spread = await fitted(left.plan, backend, how);
  const onWait = () => tell(waitsForLock);
  const again = unusable.map(({ runId }) => runId);
  if (again.length > 0) {
    tell(
      `${runNames(again)} cannot go on from a checkpoint and ${again.length === 1 ? 'begins' : 'begin'} again`,
    );
    await patiently(() => store.beginAgain(backend, again), onWait);
  }
  if (backend !== before) {
    tell(
      `it goes on on ${backend}, not ${before}: what its runs have beyond their checkpoints is trained anew`,
    );
    await patiently(
      () => store.moveTo(backend, found.id, { ...configOf(found), backend }, left.runIds),
      onWait,
    );
  }
  return trainIn(store, left, { backend, plugins }, { ...how, spread });
}

/** True if nothing is left to train of an experiment, nor anything that its results decide. */
export function isComplete(db: Database, found: FoundExperiment): boolean {
  return unfinished(db, found).runIds.length === 0 && nextStage(db, found.id) === undefined;
}

/** Shards that were trained on several backends would not be one experiment. @throws UsageError */
function refuseToMoveShard(found: FoundExperiment, before: string): void {
  const { shard } = configOf(found);
  if (shard === undefined) return;
  throw new UsageError(
    `experiment ${found.id} is ${shardName(shard)}, and all its shards train on ${before}; leave --backend out, or merge first`,
  );
}

function cannotGoOn(
  { path }: Store,
  { id }: FoundExperiment,
  unusable: readonly UnusableCheckpoint[],
): UsageError {
  const whose = runNames(unusable.map(({ runId }) => runId));
  const [{ why }] = unusable as [UnusableCheckpoint];
  return new UsageError(
    `${whose} cannot go on from ${unusable.length === 1 ? 'its checkpoint' : 'their checkpoints'}: ${why}; ` +
      `rl-bench resume ${id} --restart-damaged${dbFlag(path)} trains ${unusable.length === 1 ? 'it' : 'them'} from the beginning and goes on with the others`,
  );
}

/** `run 3`, `runs 3, 4` */
function runNames(ids: readonly number[]): string {
  return `run${ids.length === 1 ? '' : 's'} ${ids.join(', ')}`;
}

/** @throws UsageError for results of another program, of which there is no plan to go on with. */
function refuseForeign({ id, importedFrom, importedWhat }: FoundExperiment): void {
  if (importedWhat !== 'results') return;
  throw new UsageError(
    `experiment ${id} was imported from ${JSON.stringify(importedFrom)}: rl-bench did not train it and cannot go on with it; train it where it was trained, and import it once more`,
  );
}
