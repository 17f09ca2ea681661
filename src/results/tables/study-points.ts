import { finite, integer, real, text } from '../column.ts';
import { type Row, table } from '../table.ts';

/** What the studies of `rl-bench study` measured: experiments of their own, which have no runs. */
export const studyPoints = table({
  name: 'study_points',
  row: 'one number that a study of rl-bench study measured, by one seed',
  parent: 'experiment',
  hasId: true,
  key: ['study', 'series', 'seed', 'x'],
  columns: {
    study: text('double-descent, lr-spike, …'),
    series: text('what is held against what: a line of the figure'),
    seed: integer('of what the study draws; 1 where it draws nothing'),
    x: finite('where on the line: a step, a width, …; the figure of the study says which'),
    y: real('what was measured there', { nullIf: 'it was not finite, or never came to pass' }),
  },
});

export type StudyPointRow = Row<typeof studyPoints.columns>;
