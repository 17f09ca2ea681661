import { drawOverUpdates, type UpdateRow } from './drawing/layer-curves.ts';
import type { Figure } from './figure.ts';
import { networksOverUpdates } from './queries/measured-over-updates.ts';

interface SharpnessRow extends UpdateRow {
  readonly part: string;
  readonly sharpness: number | null;
}

/** What the diagnostic curvature has found, network by network. */
export const sharpness: Figure<SharpnessRow> = {
  id: 'sharpness',
  title: 'Sharpness of the loss',
  sql: (experiment) =>
    networksOverUpdates(experiment, {
      where:
        "m.source = 'curvature' and m.quantity in ('actor.sharpness', 'critic.sharpness', 'all.sharpness')",
      part: "substr(m.quantity, 1, instr(m.quantity, '.') - 1)",
      column: 'sharpness',
      average: 'avg(f.value)',
    }),
  draw: (rows, palette) =>
    drawOverUpdates(rows, palette, {
      panel: ({ part }) => part,
      value: ({ sharpness }) => sharpness,
      y: { label: 'largest eigenvalue of the Hessian' },
      says: "Of the loss of each update's first minibatch, at the parameters before the update, as the diagnostic curvature has found it. Averages over some updates each.",
    }),
};
