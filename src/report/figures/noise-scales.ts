import { drawOverUpdates, type UpdateRow } from './drawing/layer-curves.ts';
import type { Figure } from './figure.ts';
import { networksOverUpdates } from './queries/measured-over-updates.ts';

interface ScaleRow extends UpdateRow {
  readonly part: string;
  readonly scale: number | null;
}

/** What the diagnostic noise_scale says, network by network: geometric means, without updates that see nothing of the gradient. */
export const noiseScales: Figure<ScaleRow> = {
  id: 'noise-scales',
  title: 'Gradient noise scale',
  sql: (experiment) =>
    networksOverUpdates(experiment, {
      where: "m.source = 'noise_scale' and m.value > 0 and m.value < 9e999",
      part: 'm.quantity',
      column: 'scale',
      average: 'exp(avg(ln(f.value)))',
    }),
  draw: (rows, palette) =>
    drawOverUpdates(rows, palette, {
      panel: ({ part }) => part,
      value: ({ scale }) => scale,
      y: { label: 'noise scale, in samples', scale: 'log' },
      says: 'Samples at which the noise of a gradient is as large as the gradient, running averages of noise and of signal: batches far below waste steps, far above samples. Geometric means over some updates each.',
    }),
};
