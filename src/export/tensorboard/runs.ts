import type { Database } from 'better-sqlite3';
import { type NamedRun, safePart } from './file-names.ts';

/** A run as TensorBoard gets it. */
export interface ExportedRun extends NamedRun {
  /** Name of the machine it was trained on. */
  readonly host: string;
  /** What it was, and all its hyper-parameters. */
  readonly settings: object;
}

interface Row {
  readonly id: number;
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
  readonly learningRate: number | null;
  readonly seed: number;
  readonly phase: string;
  readonly totalTimesteps: number;
  readonly backend: string;
  readonly title: string;
  readonly version: string;
  readonly hyperparameters: string;
  readonly startedAt: string;
  readonly host: string | null;
}

/** The runs of some experiments, in the order in which they were planned. A run that never started starts when planned. */
export function exportedRuns(db: Database, experiments: readonly number[]): ExportedRun[] {
  return db
    .prepare<[string], Row>(
      `select
         r.id, r.env, r.agent, r.optimizer, r.learning_rate as learningRate, r.seed, r.phase,
         r.total_timesteps as totalTimesteps, r.backend, e.title, e.version,
         r.hyperparameters_json as hyperparameters,
         coalesce(r.started_at, e.created_at) as startedAt,
         p.hostname as host
       from runs r
       join experiments e on e.id = r.experiment_id
       join experiment_plans p on p.experiment_id = e.id
       where e.id in (select value from json_each(?))
       order by r.id`,
    )
    .all(JSON.stringify(experiments))
    .map(({ id, env, agent, optimizer, learningRate, seed, startedAt, host, hyperparameters, ...facts }) => ({
      id,
      env,
      agent,
      optimizer,
      learningRate,
      seed,
      startedAt: Date.parse(startedAt) / 1000,
      host: safePart(host ?? 'localhost'),
      settings: {
        env,
        agent,
        optimizer,
        learning_rate: learningRate,
        seed,
        phase: facts.phase,
        total_timesteps: facts.totalTimesteps,
        backend: facts.backend,
        experiment: facts.title,
        version: facts.version,
        hyperparameters: JSON.parse(hyperparameters) as object,
      },
    }));
}
