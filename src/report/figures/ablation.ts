import * as Plot from '@observablehq/plot';
import { formatValue, type Value } from '../../call-expression.ts';
import { eachOnce, environmentWords, finalScore } from '../../task-words.ts';
import { formatEstimate } from '../../text/format-alike.ts';
import { ablationQuery } from '../ablation/ablation-query.ts';
import { type AblationRow, ablationEffects, type TaskEffects } from '../ablation/effects.ts';
import { whatIsShown } from '../ablation/what-is-shown.ts';
import { cut } from './drawing/labels.ts';
import { rowPanel } from './drawing/row-panel.ts';
import type { Figure, Panel } from './figure.ts';
import { intervalNote } from './queries/seed-values.ts';

interface Line {
  readonly label: string;
  readonly title: string;
  readonly change: number;
  readonly interval: readonly [low: number, high: number] | undefined;
  readonly asItIs: boolean;
}

const colour = 'var(--series-0)';

/** Nothing for an experiment that varies no optimizer's settings. */
export const ablation: Figure<AblationRow> = {
  id: 'ablation',
  title: 'What each setting changes',
  sql: ablationQuery,
  draw: (rows, _palette, wordsOf = () => environmentWords) => {
    const tasks = ablationEffects(rows);
    const panels = tasks.flatMap((task) => taskPanel(task, finalScore(wordsOf(task.env))));
    if (panels.length === 0) return undefined;
    const against =
      tasks[0]!.design === 'full factorial' ? 'the mean of all combinations' : 'the optimizer as it is';
    const seeds = tasks.flatMap(({ effects }) => effects.map((effect) => effect.seeds));
    return {
      panels,
      legend: [],
      caption: `Change of the mean ${eachOnce(
        tasks.map(({ env }) => wordsOf(env)),
        finalScore,
      )} against ${against}, seed by seed; rings: the values that it has as it is. ${intervalNote('Lines', 'change', seeds)} ${shownIn(tasks)}`.trimEnd(),
    };
  },
};

/** What the caption says of the seeds; task by task where there are several. */
function shownIn(tasks: readonly TaskEffects[]): string {
  return tasks
    .map(({ env, agent, effects }) => {
      const said = whatIsShown(effects).join(' ');
      return tasks.length > 1 && said !== '' ? `${env}, ${agent}: ${said}` : said;
    })
    .join(' ');
}

function taskPanel({ env, agent, effects }: TaskEffects, score: string): Panel[] {
  const lines = effects.map(({ factor, value, asItIs, change }): Line => {
    const label = `${factor} = ${formatValue(value as Value)}`;
    const by = change?.value ?? 0;
    return {
      label,
      title: `${label}: ${formatEstimate(by, change?.interval)}`,
      change: by,
      interval: change?.interval,
      asItIs,
    };
  });
  if (lines.length === 0) return [];
  const ofRow = { y: 'label', title: 'title' } as const;
  return [
    rowPanel(`${env}, ${agent}`, {
      rows: lines.map(({ label }) => ({ key: label, label: cut(label, 26) })),
      x: { label: `change of the ${score}` },
      values: [0, ...lines.flatMap(({ change, interval }) => [change, ...(interval ?? [])])],
      marks: [
        Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
        Plot.ruleY(
          lines.filter(({ interval }) => interval !== undefined),
          {
            ...ofRow,
            x1: (line: Line) => line.interval![0],
            x2: (line: Line) => line.interval![1],
            stroke: colour,
            strokeWidth: 2.5,
          },
        ),
        Plot.dot(
          lines.filter(({ asItIs }) => !asItIs),
          { ...ofRow, x: 'change', fill: colour, r: 4.5 },
        ),
        Plot.dot(
          lines.filter(({ asItIs }) => asItIs),
          { ...ofRow, x: 'change', fill: 'var(--ground)', stroke: colour, strokeWidth: 2, r: 4.5 },
        ),
      ],
    }),
  ];
}
