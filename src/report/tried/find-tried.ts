import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import { hasEnded, runScores } from '../../store/index.ts';
import type { TaskWords } from '../../task-words.ts';
import { wantedOptimizers } from '../compare/optimizer-names.ts';
import { askedRows } from '../figures/draw-figures.ts';
import { type FoundExperiment, findExperiment } from '../find-experiment.ts';
import { taskWordsOf } from '../task-words.ts';
import { refuseHalved } from './refuse-halved.ts';
import { type TriedMetric, type TriedRow, triedMetrics, triedQuery } from './tried-query.ts';
import { type TriedTask, triedTasks } from './tried-settings.ts';

export interface TriedOptions {
  /** The id or title of an experiment (of several with the title, the newest). Default: the newest with ended runs. */
  readonly experiment?: number | string | undefined;
  /** Labels as in the results. Default: every optimizer of the experiment. */
  readonly optimizers?: readonly string[] | undefined;
  /** Default `final_return`. */
  readonly metric?: string | undefined;
}

export interface FoundTried {
  readonly experiment: FoundExperiment;
  readonly metric: TriedMetric;
  readonly tasks: readonly TriedTask[];
  readonly wordsOf: (env: string) => TaskWords;
}

/**
 * All settings that an experiment tried.
 *
 * @throws UsageError if there is no such experiment or optimizer, for a metric of which less is better, and for one
 * in which no optimizer has two settings.
 */
export function findTried(
  db: Database,
  { experiment: asked, optimizers, metric = 'final_return' }: TriedOptions,
) {
  const known = triedMetrics.find((each) => each === metric);
  if (known === undefined) {
    throw new UsageError(
      `settings are judged by ${triedMetrics.join(', ')}, given ${metric}; name one of these with --metric`,
    );
  }
  const experiment = findExperiment(db, asked);
  const wanted = wantedOptimizers(optimizers, runScores(db, experiment.id).filter(hasEnded));
  const withRate = wanted.find(({ learningRate }) => learningRate !== undefined);
  if (withRate !== undefined) {
    throw new UsageError(
      `${withRate.name} names a learning rate, but all settings are looked at; name ${withRate.optimizer}`,
    );
  }
  const labels = wanted.map(({ optimizer }) => optimizer);
  refuseHalved(db, experiment.id, labels, 'what the best of several settings comes to');
  const rows = askedRows(db, triedQuery(experiment.id, known)) as TriedRow[];
  const tasks = triedTasks(
    rows.filter(({ optimizer, setting_of }) => labels.includes(setting_of ?? optimizer)),
  );
  if (!tasks.some((task) => task.optimizers.some(({ settings }) => settings.length > 1))) {
    throw new UsageError(
      `no optimizer of experiment ${experiment.id} was tried at two settings that have a ${known}; give several learning rates (--lr 0.001 0.01)`,
    );
  }
  return { experiment, metric: known, tasks, wordsOf: taskWordsOf(db, experiment.id) } satisfies FoundTried;
}
