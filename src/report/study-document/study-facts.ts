import type { Database } from 'better-sqlite3';
import { type RunScore, runScores } from '../../store/index.ts';
import { halvingSentence } from '../halving-sentence.ts';

/** What a document says of an experiment beyond what the page shows. */
export interface StudyFacts {
  /** All of them, in the order in which they were planned. */
  readonly runs: readonly RunScore[];
  /** What learning rates were chosen by; undefined of an experiment without tuning seeds. */
  readonly criterion: 'final_return' | 'last_100_return' | undefined;
  /** How they were tuned, where by successive halving. */
  readonly halving: string | undefined;
  readonly backends: readonly string[];
  readonly evaluations: readonly TaskEvaluations[];
  readonly time: StudyTime;
}

export interface TaskEvaluations {
  readonly env: string;
  readonly agent: string;
  /** The most of any run, that of the untrained policy not counted. */
  readonly evaluations: number;
  /** Of each evaluation. */
  readonly episodes: number;
}

export interface StudyTime {
  /** From the first run's start to the last one's end, pauses included; null while none has ended. */
  readonly clock: number | null;
  /** The seconds of all processes added up, those of runs that trained together counted once. */
  readonly populations: number;
}

/** Asks the results file. */
export function studyFacts(db: Database, experiment: number): StudyFacts {
  const ask = <Row>(sql: string) => db.prepare<[number], Row>(sql).all(experiment);
  return {
    runs: runScores(db, experiment),
    criterion:
      ask<{ criterion: StudyFacts['criterion'] | null }>(
        'select tuning_criterion as criterion from experiment_plans where experiment_id = ?',
      )[0]!.criterion ?? undefined,
    halving: halvingSentence(db, experiment),
    backends: ask<{ backend: string }>('select distinct backend from runs where experiment_id = ?').map(
      ({ backend }) => backend,
    ),
    evaluations: taskEvaluations(db, experiment),
    time: ask<StudyTime>(
      `select
         (julianday(max(ended)) - julianday(min(began))) * 86400 as clock,
         coalesce(sum(seconds), 0) as populations
       from (
         select min(started_at) as began, max(finished_at) as ended, max(wall_s) as seconds
         from runs where experiment_id = ? group by population, share
       )`,
    )[0]!,
  };
}

/** How often each task was evaluated. */
export function taskEvaluations(db: Database, experiment: number): TaskEvaluations[] {
  return db
    .prepare<[number], TaskEvaluations>(
      `select env, agent, max(evaluations) as evaluations, max(episodes) as episodes
       from (
         select r.env, r.agent, count(*) filter (where e.update_index > 0) as evaluations, max(e.episodes) as episodes
         from runs r join evaluations e on e.run_id = r.id
         where r.experiment_id = ? group by r.id
       )
       group by env, agent`,
    )
    .all(experiment);
}
