import { dividesPopulations } from '../../backends/index.ts';
import { UsageError } from '../../errors.ts';
import type { FoundExperiment, Store } from '../../store/index.ts';
import { chosenMembers } from '../plan/chosen-members.ts';
import type { SweepPlan } from '../plan/plan.ts';
import { refuseElsewhere } from '../plan/refuse-elsewhere.ts';
import { membersOfShard, type Shard, shardName } from '../units/shard.ts';
import { auto } from './auto-backend.ts';
import { type ExperimentConfig, newRuns } from './experiment.ts';
import { configOf } from './saved-config.ts';
import { tunedPlan } from './tuned-plan.ts';

/** Which shard of a plan is trained, and where the results of its first stage are. */
export interface ShardOptions extends Shard {
  /** A file with all tuning runs of the study, for the stage `scoring`. */
  readonly tuned?: string | undefined;
}

/** A plan with all stages that are known, and the shard of it that is trained. */
export interface PlannedShard {
  readonly plan: SweepPlan;
  readonly shard: Shard;
}

/** @throws UsageError for a stage that the plan does not have, or whose plan is not known yet. */
export async function plannedShard(plan: SweepPlan, options: ShardOptions): Promise<PlannedShard> {
  refuseElsewhere(plan, '--shard');
  const { tuned, number, count, stage } = options;
  const shard = { number, count, ...(stage && { stage }) };
  if (plan.tuning === undefined) {
    if (stage === undefined && tuned === undefined) return { plan, shard };
    const flag = stage === undefined ? '--tuned' : '--stage';
    throw new UsageError(`${flag} is for studies that tune, and this one does not; leave it out`);
  }
  if (stage === undefined) {
    throw new UsageError(
      'this study tunes: train --shard with --stage tuning, merge the files, then train --stage scoring with --tuned MERGED',
    );
  }
  if (stage === 'scoring' && tuned === undefined) {
    throw new UsageError(
      '--stage scoring needs the results of the stage before; merge its files, and name the merged one with --tuned FILE',
    );
  }
  if (stage === 'tuning' && tuned !== undefined) {
    throw new UsageError('--tuned is for --stage scoring, and this is --stage tuning; leave it out');
  }
  return { plan: tuned === undefined ? plan : await tunedPlan(plan, tuned), shard };
}

/** Shards are parts of one experiment, wherever they train: `auto` may find a GPU on one of the machines alone. */
export function shardBackend(asked: string): string {
  return asked === auto ? 'simd' : asked;
}

/** What a shard trains of a plan, without populations that it has no part in, nor a stage after it. */
export function ownPart({ plan, shard }: PlannedShard, backend: string): SweepPlan {
  const ours = membersOfShard(plan, shard, dividesPopulations(backend));
  const { tuning: _, ...alone } = plan;
  return {
    ...alone,
    populations: plan.populations.flatMap((planned, index) =>
      ours[index]!.includes(true) ? [chosenMembers(planned, ours[index]!)] : [],
    ),
  };
}

/**
 * Finds in a file which has the study already the shard that is asked for; one whose tuning runs have been trained there
 * is given its scoring runs.
 *
 * @returns the experiment as it is now, and whether it was given something.
 * @throws UsageError where the file has another shard, or all of the study.
 */
export function foundShard(
  store: Store,
  found: FoundExperiment,
  { plan, shard }: PlannedShard,
): { readonly found: FoundExperiment; readonly isNew: boolean } {
  const config = configOf(found);
  const there = config.shard;
  const isSame = there?.number === shard.number && there.count === shard.count;
  const isNext = isSame && there.stage === 'tuning' && shard.stage === 'scoring';
  if (!isSame || (there.stage !== shard.stage && !isNext)) {
    const what = there === undefined ? 'all of this study' : `${shardName(there)} of this study`;
    throw new UsageError(
      `"${store.path}" has ${what}, as experiment ${found.id}, and ${shardName(shard)} is asked for; name another file with --db FILE`,
    );
  }
  if (!isNext) return { found, isNew: false };
  const next: ExperimentConfig = { ...config, populations: plan.populations, shard };
  const known = config.populations.length;
  const runs = plan.populations
    .slice(known)
    .flatMap((planned, index) => newRuns(planned, known + index, config.backend));
  store.extendExperiment(found.id, next, runs);
  return { found: { ...found, configJson: JSON.stringify(next) }, isNew: true };
}

/** What is said where a shard has nothing to do. */
export function emptyShard(shard: Shard): string {
  return `${shardName(shard)} has no runs: there are more shards than parts to train`;
}
