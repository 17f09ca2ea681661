import { groupBy } from '../../group-by.ts';
import { eachOnce, environmentWords, finalScore } from '../../task-words.ts';
import { formatRate } from '../../text/format.ts';
import { crossNote } from '../counted-as-worst.ts';
import { curvePanels } from './drawing/curve-panels.ts';
import { optimizersIn, panelsByTask } from './drawing/tasks.ts';
import type { Figure } from './figure.ts';
import type { ScoreRow } from './queries/scores-query.ts';
import { finiteValues, intervalNote, meanOverSeeds } from './queries/seed-values.ts';

type RateRow = Omit<ScoreRow, 'solved_at'>;

/** Only where some optimizer was trained at two rates. */
export const learningRates: Figure<RateRow> = {
  id: 'learning-rates',
  title: 'Sensitivity to the learning rate',
  sql: (experiment) => `select
  s.env, s.agent, s.optimizer, s.learning_rate,
  count(*) as seeds,
  count(*) filter (where s.status = 'diverged') as diverged,
  sum(s.final_not_finite) as not_finite,
  json_group_array(s.final_return) as returns
from run_scores s
where s.experiment_id = ${experiment}
  and s.status in ('finished', 'diverged')
  and s.learning_rate > 0
  and s.phase = ( -- the runs that tuned, where there are any
    select max(phase) from runs where experiment_id = ${experiment}
  )
group by s.env, s.agent, s.optimizer, s.learning_rate
order by s.env, s.agent, s.optimizer, s.learning_rate`,
  draw: (rows, palette, wordsOf = () => environmentWords) => {
    const tried = [...groupBy(rows, ({ env, agent }) => `${env}, ${agent}`).values()]
      .filter((task) => task.length > new Set(task.map(({ optimizer }) => optimizer)).size)
      .flat()
      .map((row) => ({ ...row, over: meanOverSeeds(finiteValues(row.returns)) }));
    const panels = panelsByTask(tried, (title, each) => {
      const rates = [...new Set(each.map((row) => row.learning_rate!))].sort((a, b) => a - b);
      return curvePanels(
        {
          title,
          x: {
            label: 'learning rate',
            scale: 'log',
            ...(rates.length <= 6 ? { ticks: rates, format: formatRate } : {}),
          },
          y: { label: finalScore(wordsOf(each[0]!.env)) },
          dots: true,
          curves: [...groupBy(each, ({ optimizer }) => optimizer)].map(([optimizer, points]) => ({
            optimizer,
            title: optimizer,
            points: points.map(({ learning_rate, over, diverged, not_finite }) => ({
              x: learning_rate,
              y: over.mean,
              interval: over.interval,
              worst: diverged + not_finite > 0,
            })),
          })),
        },
        palette,
      );
    });
    if (panels.length === 0) return undefined;
    const notes = [
      `Mean of the ${eachOnce(
        tried.map(({ env }) => wordsOf(env)),
        (words) => (words.episodes ? `${finalScore(words)}s` : finalScore(words)),
      )} over seeds at each learning rate.`,
      intervalNote(
        'Bands',
        'mean',
        tried.map(({ over }) => over.seeds),
      ),
      crossNote(tried.map(({ diverged, not_finite }) => ({ diverged, notFinite: not_finite }))),
    ];
    return { panels, legend: optimizersIn(tried), caption: notes.filter(Boolean).join(' ') };
  },
};
