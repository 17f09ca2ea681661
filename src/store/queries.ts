import type { Database } from 'better-sqlite3';
import type { RunPhase, RunStatus } from '../results/index.ts';
import type { ImportedWhat } from './experiment.ts';

/** How one run of an experiment ended: a row of the view `run_scores` and what else a summary needs of the run. */
export interface RunScore {
  readonly env: string;
  readonly agent: string;
  /** The label as the user wrote it. */
  readonly optimizer: string;
  /** The optimizer that it is a setting of, where tuning chooses among these; null: it is scored under its own label. */
  readonly settingOf: string | null;
  /** The label that its setting was tuned under, where it was chosen among others; null: its label says it. */
  readonly chosenSetting: string | null;
  readonly learningRate: number | null;
  readonly seed: number;
  readonly phase: RunPhase;
  readonly status: RunStatus;
  /** Environment steps asked for; with episodes as the budget, as many as these can have. */
  readonly totalTimesteps: number;
  /** Null where steps are the budget. */
  readonly totalEpisodes: number | null;
  readonly rewardThreshold: number | null;
  /**
   * Mean return of the last evaluation; the experiment's worst for a diverged run, and for a finished one whose last
   * evaluation is no finite number. Null without one.
   */
  readonly finalReturn: number | null;
  readonly successRate: number | null;
  /** Mean return of the last 100 training episodes; the experiment's worst for the same runs. */
  readonly last100Return: number | null;
  /** 1 where a finished run counts as the worst because its score is no finite number, else 0. */
  readonly finalNotFinite: number;
  readonly last100NotFinite: number;
  /** Mean return of the last evaluation with drawn actions, by the same rule; null where none was asked for. */
  readonly sampledReturn: number | null;
  readonly sampledNotFinite: number;
  /** Best evaluation, and area under the evaluations over steps divided by these, by the same rule; null without one. */
  readonly bestReturn: number | null;
  readonly areaReturn: number | null;
  readonly curveNotFinite: number;
  /** Mean return of the evaluation before the first update; null without one, or where it is no finite number. */
  readonly untrainedReturn: number | null;
  /** Environment steps and seconds until an evaluation first reached the threshold; null if none did. */
  readonly stepsToThreshold: number | null;
  /** Null also of imported results without a clock, which say 0. */
  readonly secondsToThreshold: number | null;
  /** Seconds from the start of the population to its end; null if it did not end. */
  readonly wallS: number | null;
}

/**
 * The runs of an experiment in the order in which they were planned. The configuration is read once: of a large study it has
 * megabytes, and the view `run_plans` reads it for each run.
 */
export function runScores(db: Database, experimentId: number): RunScore[] {
  return db
    .prepare<[{ experiment: number }], RunScore>(
      `with plans as materialized (
         select p.key as population, p.value ->> '$.population.totalEpisodes' as total_episodes
         from experiments x join json_each(x.config_json, '$.populations') p where x.id = @experiment
       )
       select
         s.env, s.agent, s.optimizer, r.setting_of as settingOf, r.chosen_setting as chosenSetting,
         s.learning_rate as learningRate, s.seed, s.phase, s.status,
         r.total_timesteps as totalTimesteps,
         p.total_episodes as totalEpisodes,
         r.reward_threshold as rewardThreshold,
         s.final_return as finalReturn, s.success_rate as successRate,
         s.last_100_return as last100Return,
         s.final_not_finite as finalNotFinite, s.last_100_not_finite as last100NotFinite,
         sampled.sampled_return as sampledReturn, coalesce(sampled.not_finite, 0) as sampledNotFinite,
         curve.best_return as bestReturn, curve.area_return as areaReturn,
         coalesce(curve.not_finite, 0) as curveNotFinite,
         iif(abs(untrained.mean_return) < 9e999, untrained.mean_return, null) as untrainedReturn,
         s.steps_to_threshold as stepsToThreshold, nullif(s.seconds_to_threshold, 0) as secondsToThreshold,
         r.wall_s as wallS
       from run_scores s join runs r on r.id = s.run_id
       left join plans p on p.population = r.population
       left join evaluations untrained on untrained.run_id = s.run_id and untrained.update_index = 0
       left join sampled_scores sampled on sampled.run_id = s.run_id
       left join curve_scores curve on curve.run_id = s.run_id
       where s.experiment_id = @experiment
       order by s.run_id`,
    )
    .all({ experiment: experimentId });
}

/** A run as whoever goes on with its experiment finds it. */
export interface RunState {
  readonly id: number;
  readonly status: RunStatus;
  /** Of its budget, what successive halving has given its setting so far; null: all. */
  readonly budgetShare: number | null;
}

/** The runs of an experiment in the order in which they were planned, population by population. */
export function runStates(db: Database, experimentId: number): RunState[] {
  return db
    .prepare<[number], RunState>(
      'select id, status, budget_share as budgetShare from runs where experiment_id = ? order by id',
    )
    .all(experimentId);
}

/** True of a run that has a result: it was trained to its end, or diverged before. */
export function hasEnded({ status }: { readonly status: RunStatus }): boolean {
  return status === 'finished' || status === 'diverged';
}

const overStatuses: readonly RunStatus[] = ['finished', 'diverged', 'dropped'];

/** True if nothing is left to do for a run: it has ended, or successive halving has dropped it. */
export function isOver({ status }: Pick<RunState, 'status'>): boolean {
  return overStatuses.includes(status);
}

/** For a statement about `runs`: something is left to do, as {@link isOver} has it. */
export const isOpenSql = `status not in (${overStatuses.map((status) => `'${status}'`).join(', ')})`;

/** True if nothing is to be trained of a run now: it is over, or waits for the others of its rung. */
export function isAtRest(run: Pick<RunState, 'status'>): boolean {
  return isOver(run) || run.status === 'paused';
}

/** What the bits of runs depended on when they were trained last, by their ids; those of which it is not known are left out. */
export function bitsOfRuns<Bits extends object>(
  db: Database,
  runIds: readonly number[],
): ReadonlyMap<number, Bits> {
  const find = db.prepare<[number], string | null>('select bits_json from runs where id = ?').pluck();
  const found = runIds.map((id) => [id, find.get(id)] as const);
  return new Map(found.flatMap(([id, json]) => (json ? [[id, JSON.parse(json) as Bits]] : [])));
}

/** Where a run can go on. */
export interface SavedState {
  readonly state: Uint8Array;
  /** Updates made until then. */
  readonly updateIndex: number;
  /** Environment steps taken until then. */
  readonly envStep: number;
  /** Training episodes that had ended by then. */
  readonly episodes: number;
}

/** A run's last checkpoint, undefined where it has none. */
export function lastCheckpoint(db: Database, runId: number): SavedState | undefined {
  return db
    .prepare<[number], SavedState>(
      `select c.state, c.update_index as updateIndex, coalesce(u.env_step, 0) as envStep,
         (select count(*) from episodes e where e.run_id = c.run_id and e.env_step <= u.env_step) as episodes
       from checkpoints c left join updates u on u.run_id = c.run_id and u.update_index = c.update_index
       where c.run_id = ?`,
    )
    .get(runId);
}

/** A population that stopped further on than where it can go on. */
export interface LostUpdates {
  readonly optimizer: string;
  /** Updates made, by the run that came furthest. */
  readonly made: number;
  /** Updates of the last checkpoint, of the run that goes on from the earliest. */
  readonly kept: number;
}

/** The interrupted populations of an experiment whose last checkpoints are not of their last updates. */
export function lostUpdates(db: Database, experimentId: number): LostUpdates[] {
  return db
    .prepare<[number], LostUpdates>(
      `with interrupted as (
         select r.population, r.optimizer, coalesce(c.update_index, 0) as kept,
           (select max(u.update_index) from updates u where u.run_id = r.id) as made
         from runs r left join checkpoints c on c.run_id = r.id
         where r.experiment_id = ? and r.status = 'interrupted')
       select optimizer, max(made) as made, min(kept) as kept
       from interrupted where made > kept group by population order by population`,
    )
    .all(experimentId);
}

/** An experiment as it was written down. */
export interface FoundExperiment {
  readonly id: number;
  readonly title: string;
  readonly configJson: string;
  /** Of rl-bench when the experiment began. */
  readonly version: string;
  /** The files that it was imported from; null where it was trained. */
  readonly importedFrom: string | null;
  /** What was imported; null where it was trained. */
  readonly importedWhat: ImportedWhat | null;
}

const experimentColumns =
  'select id, title, config_json as configJson, version, imported_from as importedFrom, imported_what as importedWhat from experiments';

export function readExperiment(db: Database, id: number): FoundExperiment | undefined {
  return db.prepare<[number], FoundExperiment>(`${experimentColumns} where id = ?`).get(id);
}

/**
 * The newest experiment with runs that have not come to an end, whose best learning rates have not been scored yet, or whose
 * sequential seeds have not been decided;
 * undefined where there is nothing left to do.
 */
export function newestUnfinished(db: Database): FoundExperiment | undefined {
  return db
    .prepare<[], FoundExperiment>(
      `${experimentColumns} where id = (
         select max(e.id) from experiments e
         where exists (
           select 1 from runs where experiment_id = e.id and ${isOpenSql}
         ) or exists (
           select env, agent, coalesce(setting_of, optimizer) from runs where experiment_id = e.id and phase = 'tuning'
           except select env, agent, optimizer from runs where experiment_id = e.id and phase = 'scoring'
         ) or (
           e.config_json ->> '$.sequential' is not null and (
             e.config_json ->> '$.decisions' is null or exists (
               select 1 from json_each(e.config_json, '$.decisions.tasks')
               where json_array_length(value, '$.open') > 0
             )
           )
         )
       )`,
    )
    .get();
}

/** The number of the newest experiment that has runs which were trained, here or elsewhere, ended or not; undefined where there is none. */
export function newestWithRuns(db: Database): number | undefined {
  const newest = db
    .prepare<[], number | null>(
      "select max(experiment_id) from runs where experiment_id in (select id from experiments where imported_what is not 'policy')",
    )
    .pluck()
    .get();
  return newest ?? undefined;
}

/** The newest experiment of a plan, undefined where it was never begun. */
export function newestOf(db: Database, fingerprint: string): FoundExperiment | undefined {
  return db
    .prepare<[string], FoundExperiment>(`${experimentColumns} where fingerprint = ? order by id desc limit 1`)
    .get(fingerprint);
}

/** The title of an experiment, undefined where there is none of that id. */
export function experimentTitle(db: Database, experimentId: number): string | undefined {
  return db.prepare<[number], string>('select title from experiments where id = ?').pluck().get(experimentId);
}
