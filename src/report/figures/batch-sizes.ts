import { drawOverUpdates, type UpdateRow } from './drawing/layer-curves.ts';
import type { Figure } from './figure.ts';
import { measuredOverUpdates } from './queries/measured-over-updates.ts';

interface BatchRow extends UpdateRow {
  readonly part: string;
  readonly samples: number | null;
}

/** How much controllers have updates gather, adadagrad or a plugin's. */
export const batchSizes: Figure<BatchRow> = {
  id: 'batch-sizes',
  title: 'Batches under control',
  sql: (experiment) =>
    measuredOverUpdates(experiment, {
      where: "m.source = 'controllers' and m.quantity = 'samples'",
      part: 'm.quantity',
      column: 'samples',
      average: 'avg(f.value)',
    }),
  draw: (rows, palette) =>
    drawOverUpdates(rows, palette, {
      panel: ({ env, agent }) => `${env}, ${agent}`,
      value: ({ samples }) => samples,
      y: { label: 'episodes or segments of an update', scale: 'log' },
      says: 'What the controllers together had each update gather: whole episodes, or segments of a roll-out, one of each environment. Averages over some updates each.',
    }),
};
