import type { TaskWords } from '../../../task-words.ts';
import { formatCount } from '../../../text/format.ts';
import type { Axis } from './axes.ts';

/** What a curve may be drawn over, by the column that says how far it is. */
export type Progress = 'env_step' | 'episodes' | 'updates' | 'wall_s';

/** What the axis of steps says: `environment steps`, `samples`. */
export function stepsLabel({ unit, episodes }: TaskWords): string {
  return episodes ? `environment ${unit}s` : `${unit}s`;
}

export function progressAxis(over: Progress, words: TaskWords): Axis {
  if (over === 'wall_s') return { label: 'seconds', fromZero: true };
  return {
    label: over === 'env_step' ? stepsLabel(words) : over,
    fromZero: true,
    whole: true,
    format: formatCount,
  };
}
