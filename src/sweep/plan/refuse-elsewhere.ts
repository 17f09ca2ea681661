import { UsageError } from '../../errors.ts';
import type { SweepPlan } from './plan.ts';

/**
 * Refuses to have several machines train, each into a file of its own, what is decided stage by stage in one place: blocks of seeds,
 * rungs of successive halving. Agents of a queue can, for one process decides and writes.
 *
 * @param how what was asked for: `--shard`. @throws UsageError
 */
export function refuseElsewhere(
  { sequential, tuning }: Pick<SweepPlan, 'sequential' | 'tuning'>,
  how: string,
): void {
  if (sequential !== undefined) {
    throw new UsageError(
      `seeds auto decides after each block what is trained next, and ${how} has other machines train a plan that is known before; leave ${how} out, take a queue (--queue), or say how many seeds`,
    );
  }
  if (tuning?.halving !== undefined) {
    throw new UsageError(
      `halving decides after each rung which learning rates go on, and ${how} has other machines train a plan that is known before; leave ${how} out, take a queue (--queue), or leave halving out`,
    );
  }
}
