import type * as Plot from '@observablehq/plot';
import { formatShare } from '../../../text/format.ts';
import type { Panel } from '../figure.ts';
import { type Axis, scaleOptions } from './axes.ts';
import { textWidth } from './labels.ts';
import { drawPanel, panelWidth } from './plot.ts';

/** Units of the picture that a row takes. */
const rowHeight = 24;

const widestLabels = 208;

/** Half of a number: the last tick may stand at the very end. */
const marginRight = 26;

/** A number below the axis, and some room. */
const widestTick = 55;

/** A row of such a panel: the value of its marks' `y`, and what stands before it. */
export interface LabelledRow {
  readonly key: string;
  readonly label: string;
}

/** An axis of shares, where there is little room. */
export const shareAxis: Axis = {
  label: 'success rate',
  domain: [0, 1],
  ticks: [0, 0.25, 0.5, 0.75, 1],
  format: formatShare,
};

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
  const marginLeft = Math.min(widestLabels, 22 + Math.max(...rows.map(({ label }) => textWidth(label))));
  const room = panelWidth - marginLeft - marginRight;
  return drawPanel(title, {
    height: 58 + rowHeight * rows.length,
    marginLeft,
    marginTop: 8,
    marginRight,
    x: { ...scaleOptions(x, values), ticks: x.ticks ?? Math.round(room / widestTick) },
    y: {
      label: null,
      domain: rows.map(({ key }) => key),
      tickFormat: (key: string) => labels.get(key) ?? '',
      tickSize: 0,
    },
    marks,
  });
}
