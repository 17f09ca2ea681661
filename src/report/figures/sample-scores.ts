import { drawOverUpdates, type UpdateRow } from './drawing/layer-curves.ts';
import type { Figure } from './figure.ts';
import { measuredOverUpdates } from './queries/measured-over-updates.ts';

interface ScoreRow extends UpdateRow {
  readonly part: keyof typeof titles;
  readonly score: number | null;
}

const titles = {
  el2n_mean: 'EL2N, mean',
  el2n_q90: 'EL2N, 90 % quantile',
  grand_mean: 'GraNd, mean',
  grand_q90: 'GraNd, 90 % quantile',
};

const quantities = Object.keys(titles).map((quantity) => `'${quantity}'`);

/** How much there is to learn from samples, as the diagnostic scores says: geometric means, without updates that taught nothing. */
export const sampleScores: Figure<ScoreRow> = {
  id: 'sample-scores',
  title: 'Scores of samples',
  sql: (experiment) =>
    measuredOverUpdates(experiment, {
      where: `m.source = 'scores' and m.value > 0 and m.quantity in (${quantities.join(', ')})`,
      part: 'm.quantity',
      column: 'score',
      average: 'exp(avg(ln(f.value)))',
    }),
  draw: (rows, palette) =>
    drawOverUpdates(rows, palette, {
      panel: ({ part }) => titles[part],
      value: ({ score }) => score,
      y: { label: 'score', scale: 'log' },
      says: "How much there is to learn from the samples of each update's first minibatch: by what comes back to the outputs (EL2N) and to all parameters (GraNd), those of policies times |advantage|. Geometric means over some updates each.",
    }),
};
