import { createHash } from 'node:crypto';
import type { SweepPlan } from './plan.ts';

/** Tells plans apart: the same title and the same runs, all settings written out, have the same one. */
export function fingerprint({ title, populations, tuning, sequential }: SweepPlan): string {
  return createHash('sha256')
    .update(JSON.stringify({ title, populations, tuning, sequential }))
    .digest('hex');
}
