import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import { loadMissingPlugins } from '../../plugins/index.ts';
import { several } from '../../several.ts';
import {
  experimentWithRuns,
  type FoundExperiment,
  isOpenSql,
  patiently,
  readExperiment,
  readResults,
  tuningScores,
  waitsForLock,
  waitsForWriter,
  writeResults,
} from '../../store/index.ts';
import { dbFlag } from '../../text/db-flag.ts';
import { thisProgram } from '../../text/this-program.ts';
import type { PlanDescription } from '../cost/describe-plan.ts';
import { borrowedRateNotes } from '../plan/borrowed-rates.ts';
import { furtherSeeds, joined, planEnlargement, type Wish } from '../plan/enlargement.ts';
import type { SweepPlan } from '../plan/plan.ts';
import { scoringStage } from '../plan/scoring-stage.ts';
import { shardName } from '../units/shard.ts';
import { describeEnlargement } from './describe-enlargement.ts';
import { dryRunPlan } from './dry-run.ts';
import type { ExperimentConfig } from './experiment.ts';
import { fitted } from './fitted.ts';
import { resumeIn } from './resume-experiment.ts';
import { howToRun, type RunOptions, type RunResult } from './run-options.ts';
import { configOf } from './saved-config.ts';
import { extendExperiment, secondStage } from './second-stage.ts';
import { usingQueue } from './using-queue.ts';

/** Which experiment is to grow, and by what. */
export interface EnlargeOptions extends RunOptions {
  /** Its id or title (of several with the title, the newest). */
  readonly experiment: number | string;
  /** So many further seeds. */
  readonly add?: number | undefined;
  readonly wish?: Wish | undefined;
  /** What to type to get the same; kept with the experiment. Default: how this program was started. */
  readonly command?: string | undefined;
}

/**
 * Adds runs to an experiment, more seeds or optimizers, agents, learning rates, environments, and trains what is left of
 * it. The runs that it has stay as they are; when it was enlarged, and by what, is kept with it.
 *
 * @throws UsageError for an experiment that is not there, and as `planEnlargement`; nothing was written then. Otherwise as
 * `resumeExperiment`.
 */
export function enlargeExperiment(options: EnlargeOptions): Promise<RunResult> {
  return usingQueue(options, async (how) => {
    const { db: path, wait, signal, observer } = how;
    const tell = observer.note;
    signal.throwIfAborted();
    const { id } = await readResults(path, async (db) => foundIn(db, options));
    return writeResults(path, { wait, onWait: () => tell(waitsForWriter), signal }, async (store) => {
      const found = readExperiment(store.db, id)!;
      const before = configOf(found);
      await loadMissingPlugins(before.plugins, how.plugins);
      const plan = planIn(store.db, found, options);
      for (const note of borrowedRateNotes(plan)) tell(note);
      await fitted(plan, before.backend, how);
      const enlargement = describeEnlargement(before, plan, options.command ?? thisProgram());
      const { populations: _, ...changes } = joined<ExperimentConfig>(before, plan);
      const enlargements = [...(before.enlargements ?? []), enlargement];
      await patiently(
        () => extendExperiment(store, id, plan, { ...changes, enlargements }),
        () => tell(waitsForLock),
      );
      tell(`experiment ${id} has ${several(enlargement.runs, 'run')} more now`);
      return resumeIn(store, readExperiment(store.db, id)!, how);
    });
  });
}

/** Says what {@link enlargeExperiment} would train. Nothing is written. */
export async function dryRunEnlargement(options: EnlargeOptions): Promise<PlanDescription> {
  const { plan, backend } = await readResults(options.db, async (db) => {
    const found = foundIn(db, options);
    const before = configOf(found);
    await loadMissingPlugins(before.plugins, howToRun(options).plugins);
    return { plan: planIn(db, found, options), backend: before.backend };
  });
  return dryRunPlan(plan, { ...options, backend });
}

function foundIn(db: Database, { experiment }: EnlargeOptions): FoundExperiment {
  const found = readExperiment(db, experimentWithRuns(db, String(experiment)))!;
  const { shard } = found.importedFrom === null ? configOf(found) : {};
  if (shard !== undefined) {
    throw new UsageError(
      `experiment ${found.id} is ${shardName(shard)} alone; merge all of them with rl-bench merge, and enlarge what that makes`,
    );
  }
  if (found.importedFrom === null) return found;
  throw new UsageError(
    `experiment ${found.id} was imported from "${found.importedFrom}": it was not trained here, and cannot be enlarged`,
  );
}

/** The runs to be added. @throws UsageError that names the experiment. */
function planIn(db: Database, found: FoundExperiment, { add, wish = {} }: EnlargeOptions): SweepPlan {
  const { id } = found;
  const before = configOf(found);
  const { tuning } = before;
  try {
    if (tuning !== undefined && isTuning(db, id)) {
      throw new UsageError(
        `its learning rates are still being tuned; go on with rl-bench resume ${id}${dbFlag(db.name)} first`,
      );
    }
    const seeds = add === undefined ? {} : { seed_list: furtherSeeds(before, add) };
    return planEnlargement(before, { ...wish, ...seeds }, (plan) =>
      tuning === undefined ? [] : scoringStage(plan, tuningScores(db, id, tuning.criterion)),
    );
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`experiment ${id} cannot be enlarged like this: ${error.message}`);
  }
}

/** True while best learning rates are not known, or the runs that score them have not been planned. */
function isTuning(db: Database, id: number): boolean {
  const open = db
    .prepare<[number]>(
      `select 1 from runs where experiment_id = ? and phase = 'tuning' and ${isOpenSql} limit 1`,
    )
    .get(id);
  return open !== undefined || secondStage(db, id).length > 0;
}
