import { UsageError } from '../../errors.ts';
import { newestOf, readResults, tuningScores } from '../../store/index.ts';
import { fingerprint } from '../plan/fingerprint.ts';
import type { SweepPlan } from '../plan/plan.ts';
import { scoringStage, stagesOf } from '../plan/scoring-stage.ts';
import { shardName } from '../units/shard.ts';
import { configOf } from './saved-config.ts';

/**
 * A plan that tunes with the second stage that the results of its first one decide.
 *
 * @param path of a results file that has them, merged from all shards.
 * @throws UsageError for a file that does not have all of them.
 */
export function tunedPlan(plan: SweepPlan, path: string): Promise<SweepPlan> {
  return readResults(path, (db): SweepPlan => {
    const found = newestOf(db, fingerprint(plan));
    if (found === undefined) {
      throw new UsageError(
        `"${path}" has no experiment of this study; merge the shards of its stage tuning: rl-bench merge ${path} FILES`,
      );
    }
    const config = configOf(found);
    if (config.shard !== undefined) {
      throw new UsageError(
        `"${path}" has ${shardName(config.shard)} alone; merge all of them and name the merged file with --tuned FILE`,
      );
    }
    const scores = tuningScores(db, found.id, config.tuning!.criterion);
    const open = scores.filter(({ status }) => status !== 'finished' && status !== 'diverged').length;
    if (open > 0) {
      throw new UsageError(
        `${open} of ${scores.length} tuning runs in "${path}" have not ended, and the best settings are not known yet; merge the shards that are missing`,
      );
    }
    const [, planned] = stagesOf(config);
    const second = planned.length > 0 ? planned : scoringStage(config, scores);
    return { ...plan, populations: [...plan.populations, ...second] };
  });
}
