import { type PeriodRow, periodsQuery } from '../switches/periods-query.ts';
import type { Figure } from './figure.ts';
import { drawOverPeriods } from './switches.ts';

/** How many units are dormant over the switches of a task, where the diagnostic dormant was asked. */
export const switchDormancy: Figure<PeriodRow> = {
  id: 'switch-dormancy',
  title: 'Dormant units over switches of the task',
  sql: periodsQuery,
  draw: (rows, palette) =>
    drawOverPeriods(
      rows,
      palette,
      [{ title: 'dormant units', value: ({ dormant }) => dormant, y: 'share of dormant units' }],
      'Share of the units of hidden layers that hardly answer to anything, as the diagnostic dormant has found it: mean over layers and updates of a period, and over seeds.',
    ),
};
