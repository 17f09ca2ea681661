import { drawOverUpdates } from './drawing/layer-curves.ts';
import type { Figure } from './figure.ts';
import { type LayerRow, layersQuery } from './queries/layers-query.ts';

export const gradientNorms: Figure<LayerRow> = {
  id: 'gradient-norms',
  title: 'Gradient norms by layer',
  sql: layersQuery,
  draw: (rows, palette) =>
    drawOverUpdates(rows, palette, {
      panel: ({ layer }) => layer,
      value: ({ grad_norm }) => grad_norm,
      y: { label: 'gradient norm', scale: 'log' },
      says: 'Gradient norm of each kernel, root mean square over the minibatches of an update, before clipping.',
    }),
};
