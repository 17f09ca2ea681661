import { drawOverUpdates } from './drawing/layer-curves.ts';
import type { Figure } from './figure.ts';
import { type LayerRow, layersQuery } from './queries/layers-query.ts';

export const updateRatios: Figure<LayerRow> = {
  id: 'update-ratios',
  title: 'Updates relative to parameters',
  sql: layersQuery,
  draw: (rows, palette) =>
    drawOverUpdates(rows, palette, {
      panel: ({ layer }) => layer,
      value: ({ update_ratio }) => update_ratio,
      y: { label: 'update / parameter norm', scale: 'log' },
      says: "Norm of a kernel's update over the norm of the kernel: how fast a layer moves for its size.",
    }),
};
