import type { Database } from 'better-sqlite3';
import { UsageError } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import type { RunPhase } from '../results/index.ts';
import { experimentTitle, hasEnded, isOver, type RunScore, runScores, tunedRates } from '../store/index.ts';
import type { TaskWords } from '../task-words.ts';
import { type SeedScores, seedScores } from './seed-scores.ts';
import { settingKey, settingLabel } from './settings-of-runs.ts';
import { taskSettingsOf, taskSettingsText } from './task-settings.ts';
import { taskWordsOf } from './task-words.ts';
import { titleOrNumber } from './title-or-number.ts';

/** The optimizers of one environment and agent of an experiment, best first. Tuning runs are on boards of their own. */
export interface TaskBoard {
  /** Of the experiment; its number where it has none. */
  readonly title: string;
  readonly env: string;
  readonly agent: string;
  /** What the environment's recipe has set, unlike `--help`; undefined where nothing is. */
  readonly recipe: string | undefined;
  readonly phase: RunPhase;
  /** What its score and its budget are called. */
  readonly words: TaskWords;
  readonly totalTimesteps: number;
  /** Null where steps are the budget. */
  readonly totalEpisodes: number | null;
  readonly rewardThreshold: number | null;
  readonly scores: readonly SeedScores[];
  /** Runs that did not come to an end. */
  readonly unended: readonly RunScore[];
}

export interface BoardOptions {
  /** True to leave only the settings that tuning runs chose, scored on their other runs. Default false. */
  readonly tuned?: boolean;
}

/**
 * The tables of an experiment.
 *
 * @throws UsageError for an experiment that is not there, or one without tuning runs whose tuned rates are wanted.
 */
export function taskBoards(
  db: Database,
  experimentId: number,
  { tuned = false }: BoardOptions = {},
): TaskBoard[] {
  const title = experimentTitle(db, experimentId);
  if (title === undefined) {
    throw new UsageError(
      `no experiment ${experimentId} in "${db.name}"; rl-bench sql "select id, title from experiments" lists them`,
    );
  }
  const runs = runScores(db, experimentId);
  const taskSettings = taskSettingsOf(db, experimentId);
  const wordsOf = taskWordsOf(db, experimentId);
  const counts = tuned ? chosenRate(db, experimentId) : () => true;
  const tasks = [...groupBy(runs, ({ env, agent, phase }) => `${env}\n${agent}\n${phase}`).values()];
  return tasks
    .filter(([run]) => !tuned || run!.phase === 'scoring')
    .map((task) => {
      const { env, agent, phase, totalTimesteps, totalEpisodes, rewardThreshold } = task[0]!;
      const ended = task.filter(hasEnded);
      const alike = groupBy(ended.filter(counts), (run) => `${run.optimizer}\n${settingKey(run)}`);
      return {
        title: titleOrNumber({ id: experimentId, title }),
        env,
        agent,
        recipe: taskSettingsText(env, taskSettings(env, agent)),
        phase,
        words: wordsOf(env),
        totalTimesteps,
        totalEpisodes,
        rewardThreshold,
        scores: [...alike.values()].map(seedScores).sort((a, b) => rankedBy(b) - rankedBy(a)),
        unended: task.filter((run) => !isOver(run)),
      };
    });
}

/** Results of others may hold training episodes alone. */
function rankedBy({ finalMean, last100Mean }: SeedScores): number {
  return finalMean ?? last100Mean ?? -Infinity;
}

/**
 * Tells the runs that score a setting which was chosen in tuning. Those of an optimizer that had nothing to choose from, and
 * so was never tuned, score the one that it has.
 */
function chosenRate(db: Database, experimentId: number): (run: RunScore) => boolean {
  const rates = tunedRates(db, experimentId);
  if (rates.length === 0) {
    throw new UsageError(
      `experiment ${experimentId} has no tuning runs that ended; tune on seeds of their own first (a study with ` +
        '"tuning:"), or leave out --tuned',
    );
  }
  return (run) => {
    const tuned = rates.find(
      ({ env, agent, optimizer }) => env === run.env && agent === run.agent && optimizer === run.optimizer,
    );
    if (tuned === undefined) return true;
    return tuned.scored && tuned.learningRate === run.learningRate && tuned.setting === settingLabel(run);
  };
}
