import { formatShare } from '../../text/format.ts';
import type { Figure } from './figure.ts';
import { drawCurves } from './learning-curves.ts';
import { type CurveRow, curvesQuery } from './queries/curves-query.ts';

/** Nothing where the environment knows no success. */
export const successRates: Figure<CurveRow> = {
  id: 'success-rates',
  title: 'Success rates',
  sql: curvesQuery,
  draw: (rows, palette) =>
    drawCurves(rows, palette, {
      x: 'env_step',
      values: 'success_rates',
      y: () => ({ label: 'success rate', domain: [0, 1], format: formatShare }),
      says: 'Share of evaluation episodes that succeeded, mean over seeds. A diverged run counts as 0 from then on.',
    }),
};
