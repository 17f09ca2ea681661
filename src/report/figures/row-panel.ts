import type * as Plot from '@observablehq/plot';
import { type Axis, scaleOptions } from './axes.ts';
import type { Panel } from './figure.ts';
import { textWidth } from './labels.ts';
import { drawPanel } from './plot.ts';

/** Units of the picture that a row takes. */
const rowHeight = 24;

const widestLabels = 220;

/** A row of such a panel: the value of its marks' `y`, and what stands before it. */
export interface LabelledRow {
  readonly key: string;
  readonly label: string;
}

interface RowPanel {
  readonly rows: readonly LabelledRow[];
  readonly x: Axis;
  /** Everything that needs a place on the axis. */
  readonly values: readonly number[];
  readonly marks: Plot.Markish[];
}

/** A panel of which every row has a name, and values to the right of it. */
export function rowPanel(title: string, { rows, x, values, marks }: RowPanel): Panel {
  const labels = new Map(rows.map(({ key, label }) => [key, label]));
  return drawPanel(title, {
    height: 58 + rowHeight * rows.length,
    marginLeft: Math.min(widestLabels, 22 + Math.max(...rows.map(({ label }) => textWidth(label)))),
    marginTop: 8,
    // Half of the widest number: the last tick may stand at the very end.
    marginRight: 26,
    x: scaleOptions(x, values),
    y: {
      label: null,
      domain: rows.map(({ key }) => key),
      tickFormat: (key: string) => labels.get(key) ?? '',
      tickSize: 0,
    },
    marks,
  });
}
