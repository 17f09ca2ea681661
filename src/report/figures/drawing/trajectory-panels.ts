import { groupBy } from '../../../group-by.ts';
import type { Drawn, Panel } from '../figure.ts';
import { type TrajectoryRow, waysNote } from '../queries/trajectories-query.ts';
import { panelsByTask } from './tasks.ts';

/** A panel an optimizer. @param draw one of them. */
export function trajectoryPanels(
  rows: readonly TrajectoryRow[],
  draw: (title: string, rows: readonly TrajectoryRow[]) => Panel,
): Drawn | undefined {
  const tasks = new Set(rows.map(({ env, agent }) => `${env}, ${agent}`)).size;
  const panels = panelsByTask(rows, (task, each) =>
    [...groupBy(each, ({ optimizer }) => optimizer)].map(([optimizer, own]) =>
      draw(tasks > 1 ? `${task}: ${optimizer}` : optimizer, own),
    ),
  );
  return panels.length === 0 ? undefined : { panels, legend: [], caption: waysNote };
}
