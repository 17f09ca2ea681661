import * as Plot from '@observablehq/plot';
import { groupBy } from '../group-by.ts';
import { chosenRuns } from './chosen-runs.ts';
import type { Figure, Panel } from './figure.ts';
import type { Palette } from './palette.ts';
import { drawPanel } from './plot.ts';
import { panelsByTask, type TaskRow } from './tasks.ts';

/** Where an agent was at one step of an episode, seen from above. */
export interface TrajectoryRow extends TaskRow {
  readonly seed: number;
  /** Its place in the team: 1, 2, … */
  readonly player: number;
  readonly episode: number;
  readonly step: number;
  readonly x: number | null;
  readonly y: number | null;
  readonly goal_x: number | null;
  readonly goal_y: number | null;
}

/** Seeds whose ways are drawn, enough to see what the policies do. */
const mostSeeds = 5;

/** The cube is [-1, 1]³; a margin for what stands at its walls. */
const reach = 1.05;
const side = 320;

/** A panel an optimizer: its ways from above, starts as dots, goals as crosses. */
export const trajectories: Figure<TrajectoryRow> = {
  id: 'trajectories',
  title: 'Trajectories from above',
  sql: (experiment) => `with
  ${chosenRuns(experiment)},
  drawn as (
    select *, row_number() over (partition by env, agent, optimizer order by seed) as place from chosen
  )
select
  d.env, d.agent, d.optimizer, d.seed, t.agent as player, t.episode, t.step, t.x, t.y, t.goal_x, t.goal_y
from drawn d join trajectories t on t.run_id = d.run_id
where d.place <= ${mostSeeds}
order by d.env, d.agent, d.optimizer, d.seed, t.agent, t.episode, t.step`,
  draw(rows, palette) {
    const tasks = new Set(rows.map(({ env, agent }) => `${env}, ${agent}`)).size;
    const panels = panelsByTask(rows, (task, each) =>
      [...groupBy(each, ({ optimizer }) => optimizer)].map(([optimizer, own]) =>
        waysFromAbove(tasks > 1 ? `${task}: ${optimizer}` : optimizer, own, palette),
      ),
    );
    if (panels.length === 0) return undefined;
    return {
      panels,
      legend: [],
      caption:
        `Episodes of the last evaluation from above, of up to ${mostSeeds} seeds each. ` +
        'Dots: starts; crosses: goals; each line is one episode of one agent.',
    };
  },
};

function waysFromAbove(title: string, rows: readonly TrajectoryRow[], palette: Palette): Panel {
  const nameOf = ({ seed, player, episode }: TrajectoryRow) =>
    `seed ${seed}, agent ${player}, episode ${episode}`;
  const starts = [...groupBy(rows, nameOf).values()].map((way) => way[0]!);
  const { colour } = palette.style(rows[0]!.optimizer);
  const axis = { domain: [-reach, reach], ticks: 5, grid: true };
  return drawPanel(title, {
    width: side,
    height: side,
    marginLeft: 40,
    x: { ...axis, label: 'x' },
    y: { ...axis, label: 'y' },
    marks: [
      Plot.line(rows, { x: 'x', y: 'y', z: nameOf, stroke: colour, strokeOpacity: 0.6, title: nameOf }),
      Plot.dot(starts, { x: 'x', y: 'y', fill: colour, r: 3 }),
      Plot.dot(starts, { x: 'goal_x', y: 'goal_y', symbol: 'times', stroke: 'currentColor', r: 4 }),
    ],
  });
}
