import type { Database } from 'better-sqlite3';
import {
  experiments,
  type PolicyEvaluationRow,
  policyEvaluations,
  runs as runTable,
  type StressTrialRow,
  type StudyPointRow,
  type TrainingRecord,
} from '../results/index.ts';
import { dropRuns, type EndedRung, endRungs } from './end-rungs.ts';
import { type NewExperiment, type NewRun, plannedFields } from './experiment.ts';
import { insertLossMaps, type NewLossMap } from './insert-loss-maps.ts';
import { insertMetaGeneration, type NewMetaGeneration } from './insert-meta-generation.ts';
import { insertPolicyMap, type NewPolicyMap } from './insert-policy-map.ts';
import { type InsertRecord, prepareInsertRecord } from './insert-record.ts';
import { prepareInsert } from './insert-rows.ts';
import { insertStressTrials } from './insert-stress-trials.ts';
import { insertStudyPoints } from './insert-study-points.ts';
import { countRows } from './list-experiments.ts';
import { type MergedExperiment, mergeExperiments, type Place } from './merge/merge-experiments.ts';
import { schemaVersion } from './migrate.ts';
import { moveRuns } from './move-runs.ts';
import { OpenFile } from './open-file.ts';
import { isOpenSql } from './queries.ts';
import { writingError } from './sqlite-errors.ts';
import { toJson } from './to-json.ts';

/** Who trains runs. */
export interface Trainer<Bits extends object = object> {
  /** The machine. */
  readonly machine: string;
  /** What the last bits of its results depend on. */
  readonly bits: Bits;
}

/**
 * The one writer of a results file; `openStore` makes it. Every method is one transaction: it happens as a whole or not
 * at all.
 *
 * All methods throw RunError if the file cannot be written (disk full, locked by another process, …), or if it was
 * deleted, moved or replaced since it was opened.
 */
export class Store {
  readonly #insertRecord: InsertRecord;
  readonly #file: OpenFile;

  constructor(
    /** For the queries; write through the methods. */
    readonly db: Database,
    /** The absolute path of the file. */
    readonly path: string,
  ) {
    this.#insertRecord = prepareInsertRecord(db);
    this.#file = new OpenFile(path);
  }

  /** Adds an experiment with its runs, which wait as `queued`. The ids come back in the order of the runs. */
  createExperiment(experiment: NewExperiment): { experimentId: number; runIds: number[] } {
    return this.#transaction(() => this.#insertExperiment(experiment));
  }

  /**
   * Adds an experiment whose runs were trained elsewhere, and what they have left. The ids come back in the order of the
   * runs.
   *
   * @param records whose members are the runs, by their places.
   */
  importExperiment(
    experiment: NewExperiment,
    records: readonly TrainingRecord[],
  ): { experimentId: number; runIds: number[] } {
    return this.#transaction(() => {
      const made = this.#insertExperiment(experiment);
      for (const record of records) this.#insertRecord(made.runIds[record.member]!, record);
      return made;
    });
  }

  /**
   * Takes what another results file has and this one has not, and runs that have come further there.
   *
   * @param source is read as it is at one moment, whoever writes to it.
   * @param place says where each of its experiments goes.
   * @throws UsageError where the files contradict each other; nothing of this one is taken then.
   */
  merge(source: Database, place: Place): MergedExperiment[] {
    return source.transaction(() => this.#transaction(() => mergeExperiments(source, this.db, place)))();
  }

  /** Gives an experiment another title, other tags or another note. */
  describeExperiment(
    experimentId: number,
    words: Partial<Record<'title' | 'tags' | 'note', string | null>>,
  ): void {
    this.#transaction(() => {
      for (const [column, text] of Object.entries(words)) {
        this.db.prepare(`update experiments set ${column} = ? where id = ?`).run(text, experimentId);
      }
    });
  }

  /** Deletes experiments with all that belongs to them. @returns the rows that were deleted, by table. */
  deleteExperiments(ids: readonly number[]): ReadonlyMap<string, number> {
    return this.#transaction(() => {
      const rows = countRows(this.db, ids);
      const drop = this.db.prepare<[number]>('delete from experiments where id = ?');
      for (const id of ids) drop.run(id);
      return rows;
    });
  }

  /** Writes the file anew without the room that was left in it. @returns its bytes before and after. */
  vacuum(): { readonly before: number; readonly after: number } {
    const bytes = (): number =>
      ['page_count', 'page_size'].reduce(
        (product, what) => product * (this.db.pragma(what, { simple: true }) as number),
        1,
      );
    const before = bytes();
    this.#alone(() => {
      this.db.exec('vacuum');
      this.db.pragma('wal_checkpoint(truncate)');
    });
    return { before, after: bytes() };
  }

  /** Gives an experiment more runs, and the configuration that they belong to. Their ids come back in order. */
  extendExperiment(experimentId: number, config: object, runs: readonly NewRun[]): number[] {
    return this.#transaction(() => {
      this.db
        .prepare('update experiments set config_json = ? where id = ?')
        .run(toJson(config), experimentId);
      return this.#insertRuns(experimentId, runs);
    });
  }

  /**
   * Lets runs that have not ended go on on another backend. It does not compute the same bits, so what they have beyond
   * their last checkpoints, which would have been written again, goes. `runs.backend` tells what a run was trained on: the
   * new backend alone if it begins anew, else also those before.
   *
   * @param config of the experiment from now on.
   */
  moveTo(backend: string, experimentId: number, config: object, runIds: readonly number[]): void {
    this.#transaction(() => {
      this.db
        .prepare('update experiments set config_json = ? where id = ?')
        .run(toJson(config), experimentId);
      moveRuns(this.db, backend, runIds);
    });
  }

  /** Lets runs that have not ended begin again, on a backend, as if they had never been trained. */
  beginAgain(backend: string, runIds: readonly number[]): void {
    this.#transaction(() => {
      const drop = this.db.prepare('delete from checkpoints where run_id = ?');
      for (const id of runIds) drop.run(id);
      moveRuns(this.db, backend, runIds);
    });
  }

  /**
   * Marks runs as running, for the first time or again after an interruption. Those that have ended stay so.
   *
   * @param first of all the runs that train together, ended or not; its place in their population is what `runs.share` says.
   * @param trainer who is going to train them, where that is known.
   */
  startRuns(runIds: readonly number[], first = runIds[0], trainer?: Trainer): void {
    this.#transaction(() => {
      const start = this.db.prepare(
        `update runs set status = 'running', error = null, share = (select member from runs where id = ?),
           started_at = coalesce(started_at, ?), finished_at = null, bits_json = ?, machine = ?
         where id = ? and ${isOpenSql}`,
      );
      const bits = trainer ? toJson(trainer.bits) : null;
      for (const id of runIds) start.run(first, now(), bits, trainer?.machine ?? null, id);
    });
  }

  /** Takes settings from one rung of successive halving to the next. */
  endRungs(rungs: readonly EndedRung[]): void {
    this.#transaction(() => endRungs(this.db, rungs));
  }

  /** Marks runs as dropped by successive halving. */
  drop(runIds: readonly number[]): void {
    this.#transaction(() => dropRuns(this.db, runIds));
  }

  /**
   * Writes what a population reported. An `end` record closes its run.
   *
   * @param runIds the run of each member.
   */
  write(runIds: readonly number[], records: readonly TrainingRecord[]): void {
    this.#transaction(() => {
      for (const record of records) {
        const runId = runIds[record.member];
        if (runId === undefined)
          throw new RangeError(`no run for member ${record.member} of ${runIds.length}`);
        this.#insertRecord(runId, record);
      }
    });
  }

  /** Writes what optimizers did on test functions. */
  writeLossMaps(experimentId: number, maps: readonly NewLossMap[]): void {
    this.#transaction(() => insertLossMaps(this.db, experimentId, maps));
  }

  /** Writes the loss of a policy over a plane. @returns its number. */
  writePolicyMap(experimentId: number, map: NewPolicyMap): number {
    return this.#transaction(() => insertPolicyMap(this.db, experimentId, map));
  }

  /** Writes how a policy of a run does; the same evaluation once more takes the place of the one before. */
  writePolicyEvaluations(runId: number, evaluations: readonly PolicyEvaluationRow[]): void {
    this.#transaction(() => {
      const insert = prepareInsert(this.db, policyEvaluations, { replace: true });
      for (const evaluation of evaluations) insert(runId, evaluation);
    });
  }

  /** Writes a generation of a meta-training, and what the next one goes on from. */
  writeMetaGeneration(experimentId: number, generation: NewMetaGeneration): void {
    this.#transaction(() => insertMetaGeneration(this.db, experimentId, generation));
  }

  /** Writes how an optimizer does on a problem that breaks something. */
  writeStressTrials(experimentId: number, trials: readonly StressTrialRow[]): void {
    this.#transaction(() => insertStressTrials(this.db, experimentId, trials));
  }

  /** Writes what a study measured. */
  writeStudyPoints(experimentId: number, points: readonly StudyPointRow[]): void {
    this.#transaction(() => insertStudyPoints(this.db, experimentId, points));
  }

  /** Closes the runs that have not ended as `interrupted`; they can be resumed. */
  interrupt(runIds: readonly number[]): void {
    this.#close(runIds, 'interrupted', null);
  }

  /** Closes the runs that have not ended as `failed`, with the reason. */
  fail(runIds: readonly number[], message: string): void {
    this.#close(runIds, 'failed', message);
  }

  /** Closes the file, without the room that checkpoints have left in it. The store cannot be used any more. */
  close(): void {
    try {
      this.#refuseLoss();
      dropFreePages(this.db);
    } catch {
      // The room stays for what is written next; a lost file has been told of.
    } finally {
      this.db.close();
    }
  }

  #insertExperiment({
    config,
    host,
    runs,
    importedFrom = null,
    importedWhat = null,
    ...named
  }: NewExperiment): {
    experimentId: number;
    runIds: number[];
  } {
    const experimentId = prepareInsert(this.db, experiments)(0, {
      ...named,
      createdAt: now(),
      configJson: toJson(config),
      hostJson: toJson(host),
      schemaVersion: schemaVersion(this.db),
      importedFrom,
      importedWhat,
      tags: null,
      note: null,
    });
    return { experimentId, runIds: this.#insertRuns(experimentId, runs) };
  }

  #insertRuns(experimentId: number, runs: readonly NewRun[]): number[] {
    const insert = prepareInsert(this.db, runTable, { fields: plannedFields });
    return runs.map(
      ({ hyperparameters, budgetShare = null, settingOf = null, chosenSetting = null, ...run }) =>
        insert(experimentId, {
          ...run,
          budgetShare,
          settingOf,
          chosenSetting,
          hyperparametersJson: toJson(hyperparameters),
        }),
    );
  }

  #close(runIds: readonly number[], status: 'interrupted' | 'failed', error: string | null): void {
    this.#transaction(() => {
      const close = this.db.prepare(
        `update runs set status = ?, error = ?, finished_at = ?,
           (env_steps, updates, wall_s) = (
             select env_step, update_index, wall_s from updates where run_id = runs.id order by update_index desc limit 1
           )
         where id = ? and status in ('queued', 'running')`,
      );
      for (const id of runIds) close.run(status, error, now(), id);
    });
  }

  /** Immediate: asks for the write lock at the start, where SQLite is willing to wait for it. */
  #transaction<T>(work: () => T): T {
    return this.#alone(() => this.db.transaction(work).immediate());
  }

  #alone<T>(work: () => T): T {
    this.#refuseLoss();
    try {
      return work();
    } catch (error) {
      throw writingError(error, this.path);
    } finally {
      this.#refuseLoss();
    }
  }

  /** A file that was moved gets what is still in the log, which stays behind. */
  #refuseLoss(): void {
    this.#file.refuseLoss(() => this.db.pragma('wal_checkpoint(truncate)'));
  }
}

function now(): string {
  return new Date().toISOString();
}

/** Where a file is more room than content, as after a study whose last checkpoints have gone, it is written anew. */
function dropFreePages(db: Database): void {
  const count = (what: 'page_count' | 'freelist_count') => db.pragma(what, { simple: true }) as number;
  if (2 * count('freelist_count') > count('page_count')) db.exec('vacuum');
}
