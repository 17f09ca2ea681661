import type { TrainingRecord } from '../../results/index.ts';
import type { Experience } from '../../training/workload.ts';

/** What is left where every player has failed: nothing to learn from. */
export function noExperience(
  records: readonly TrainingRecord[],
  faults: readonly (string | null)[],
): Experience {
  return {
    records,
    faults,
    pass: () => [],
    report: () => {
      throw new RangeError('a player that has failed has nothing to report');
    },
    dispose: () => {},
  };
}
