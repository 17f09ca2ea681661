import { eachOnce, environmentWords, finalScore } from '../../task-words.ts';
import { formatShare } from '../../text/format.ts';
import { curvePanels } from './drawing/curve-panels.ts';
import { optimizersIn, panelsByTask } from './drawing/tasks.ts';
import type { Figure } from './figure.ts';
import { choiceNote } from './queries/chosen-runs.ts';
import { type ScoreRow, scoresQuery } from './queries/scores-query.ts';
import { finiteValues, shareNote, shareOverSeeds } from './queries/seed-values.ts';

const thresholds = 101;

/** Agarwal et al. 2021, section 4.2, one task a panel. */
export const performanceProfiles: Figure<ScoreRow> = {
  id: 'performance-profiles',
  title: 'Performance profiles',
  sql: scoresQuery,
  draw: (rows, palette, wordsOf = () => environmentWords) => {
    const scores = rows
      .map((row) => ({ ...row, finals: finiteValues(row.returns) }))
      .filter(({ finals }) => finals.length > 0);
    const panels = panelsByTask(scores, (title, each) => {
      const grid = thresholdsOver(each.flatMap(({ finals }) => finals));
      return curvePanels(
        {
          title,
          x: { label: `${finalScore(wordsOf(each[0]!.env))} τ` },
          y: { label: 'share of runs above τ', domain: [0, 1], format: formatShare },
          curves: each.map(({ optimizer, finals }) => ({
            optimizer,
            title: optimizer,
            points: grid.map((threshold) => {
              const above = shareOverSeeds(finals.map((value) => Number(value > threshold)));
              return { x: threshold, y: above.mean, interval: above.interval };
            }),
          })),
        },
        palette,
      );
    });
    if (panels.length === 0) return undefined;
    const notes = [
      `Share of seeds whose ${eachOnce(
        scores.map(({ env }) => wordsOf(env)),
        finalScore,
      )} is above τ: higher is better, a steep fall means that seeds agree.`,
      shareNote(
        'Bands',
        'share',
        scores.map(({ finals }) => finals.length),
      ),
      choiceNote,
    ];
    return { panels, legend: optimizersIn(scores), caption: notes.filter(Boolean).join(' ') };
  },
};

/** From a little below the least final return, where every run is above, to the largest. */
function thresholdsOver(finals: readonly number[]): number[] {
  const [least, most] = [Math.min(...finals), Math.max(...finals)];
  const margin = (most - least || 1) / 50;
  const [low, high] = [least - margin, most + margin];
  return Array.from({ length: thresholds }, (_, index) => low + ((high - low) * index) / (thresholds - 1));
}
