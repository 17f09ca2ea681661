import * as Plot from '@observablehq/plot';
import type { DrawnFigure } from '../report/figures/draw-figures.ts';
import { cut, textWidth } from '../report/figures/drawing/labels.ts';
import { drawPanel } from '../report/figures/drawing/plot.ts';
import { type Matrix, matrixQuery } from './matrix.ts';
import { percent } from './percent.ts';

/** Units of the picture that a cell takes. */
const [cellWidth, cellHeight] = [38, 17];

const longestName = 24;

interface Cell {
  readonly optimizer: string;
  readonly mode: string;
  readonly share: number;
}

/** The matrix as a heat map: the more of a failure mode an optimizer solves, the deeper the colour. */
export function matrixFigure(matrix: Matrix, experiment: number): DrawnFigure {
  const { modes, rows } = matrix;
  const columns = [...modes.map(({ short }) => short), 'all'];
  const cells = rows.flatMap(({ optimizer, solved, mean }) =>
    [...solved, mean].flatMap((share, index): Cell[] =>
      share === null ? [] : [{ optimizer, mode: columns[index]!, share }],
    ),
  );
  const marginLeft =
    12 + textWidth('x'.repeat(Math.min(longestName, longest(rows.map(({ optimizer }) => optimizer)))));
  const at = { x: 'mode', y: 'optimizer' } as const;
  const panel = drawPanel('Percent of trials solved', {
    width: marginLeft + cellWidth * columns.length + 16,
    height: 46 + cellHeight * rows.length,
    ...{ marginLeft, marginTop: 26, marginBottom: 8 },
    x: { domain: columns, axis: 'top', label: null, tickSize: 0 },
    y: {
      domain: rows.map(({ optimizer }) => optimizer),
      label: null,
      tickSize: 0,
      tickFormat: (name: string) => cut(name, longestName),
    },
    marks: [
      Plot.cell(cells, { ...at, fill: 'var(--series-0)', fillOpacity: 'share', inset: 0.5 }),
      Plot.text(cells, {
        ...at,
        text: ({ share }: Cell) => percent(share),
        fontSize: 10,
        fill: 'currentColor',
      }),
    ],
    opacity: { type: 'identity' },
  });
  return {
    id: 'matrix',
    title: 'What breaks which optimizer',
    sql: matrixQuery(experiment),
    panels: [panel],
    legend: [],
    caption: `Percent of scoring trials that solved their problem, best first. ${[
      ...modes.map(({ short, name }) => `${short}: ${name}`),
      'all: the mean of these columns',
    ].join('; ')}.`,
  };
}

function longest(names: readonly string[]): number {
  return names.reduce((most, { length }) => Math.max(most, length), 0);
}
