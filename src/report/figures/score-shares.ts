import { drawOverUpdates, type UpdateRow } from './drawing/layer-curves.ts';
import type { Figure } from './figure.ts';
import { measuredOverUpdates } from './queries/measured-over-updates.ts';

interface ShareRow extends UpdateRow {
  readonly part: keyof typeof titles;
  readonly share: number | null;
}

const titles = {
  el2n_near_zero: 'EL2N below 0.001',
  grand_near_zero: 'GraNd below 0.001',
  spearman: 'rank correlation of both',
};

const quantities = Object.keys(titles).map((quantity) => `'${quantity}'`);

/** How many samples have next to nothing to say, and how alike both scores order them, as the diagnostic scores says. */
export const scoreShares: Figure<ShareRow> = {
  id: 'score-shares',
  title: 'Samples without a say',
  sql: (experiment) =>
    measuredOverUpdates(experiment, {
      where: `m.source = 'scores' and m.quantity in (${quantities.join(', ')})`,
      part: 'm.quantity',
      column: 'share',
      average: 'avg(f.value)',
    }),
  draw: (rows, palette) =>
    drawOverUpdates(rows, palette, {
      panel: ({ part }) => titles[part],
      value: ({ share }) => share,
      y: { label: 'share, or correlation' },
      says: 'Share of the samples whose score is below 0.001, and the rank correlation of the cheap score with the other: near 1, EL2N picks the samples that GraNd would. Averages over some updates each.',
    }),
};
