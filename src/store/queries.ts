import type { Database } from 'better-sqlite3';
import type { Phase } from './experiment.ts';

/** How one run of an experiment ended: a row of the view `run_scores` and what else a summary needs of the run. */
export interface RunScore {
  readonly env: string;
  readonly agent: string;
  /** The label as the user wrote it. */
  readonly optimizer: string;
  readonly learningRate: number | null;
  readonly seed: number;
  readonly phase: Phase;
  readonly status: 'queued' | 'running' | 'finished' | 'diverged' | 'failed' | 'interrupted';
  /** Environment steps asked for. */
  readonly totalTimesteps: number;
  readonly rewardThreshold: number | null;
  /** Mean return of the last evaluation, the experiment's worst for a diverged run; null without one. */
  readonly finalReturn: number | null;
  readonly successRate: number | null;
  /** Mean return of the last 100 training episodes, the experiment's worst for a diverged run. */
  readonly last100Return: number | null;
  /** Mean return of the evaluation before the first update; null without one. */
  readonly untrainedReturn: number | null;
  /** Environment steps and seconds until an evaluation first reached the threshold; null if none did. */
  readonly stepsToThreshold: number | null;
  readonly secondsToThreshold: number | null;
  /** Seconds from the start of the population to its end; null if it did not end. */
  readonly wallS: number | null;
}

/** The runs of an experiment in the order in which they were planned. */
export function runScores(db: Database, experimentId: number): RunScore[] {
  return db
    .prepare<[number], RunScore>(
      `select
         s.env, s.agent, s.optimizer, s.learning_rate as learningRate, s.seed, s.phase, s.status,
         r.total_timesteps as totalTimesteps, r.reward_threshold as rewardThreshold,
         s.final_return as finalReturn, s.success_rate as successRate,
         s.last_100_return as last100Return, untrained.mean_return as untrainedReturn,
         s.steps_to_threshold as stepsToThreshold, s.seconds_to_threshold as secondsToThreshold,
         r.wall_s as wallS
       from run_scores s join runs r on r.id = s.run_id
       left join evaluations untrained on untrained.run_id = s.run_id and untrained.update_index = 0
       where s.experiment_id = ?
       order by s.run_id`,
    )
    .all(experimentId);
}

/** The title of an experiment, undefined where there is none of that id. */
export function experimentTitle(db: Database, experimentId: number): string | undefined {
  return db.prepare<[number], string>('select title from experiments where id = ?').pluck().get(experimentId);
}
