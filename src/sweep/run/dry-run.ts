import { stoppingBackends } from '../../backends/index.ts';
import { type SequentialSeeds, sequentialWords } from '../../sequential-decisions.ts';
import { describePlan, type PlanDescription, patience } from '../cost/describe-plan.ts';
import { TrialTooLongError } from '../cost/footprint-trials.ts';
import { borrowedRateNotes } from '../plan/borrowed-rates.ts';
import type { SweepPlan } from '../plan/plan.ts';
import { smallBudgets } from '../plan/small-budgets.ts';
import { auto } from './auto-backend.ts';
import { chooseBackend } from './choose-backend.ts';
import { type FittedSpread, fitted } from './fitted.ts';
import { ownPart, plannedShard, type ShardOptions, shardBackend } from './planned-shard.ts';
import { howToRun, type RunOptions } from './run-options.ts';

/** How the plan would be run. */
export interface DryRunOptions extends Pick<RunOptions, 'workers' | 'plugins' | 'observer'> {
  /** Default `auto`. */
  readonly backend?: string | undefined;
  /** Of the plan, which alone would be trained. */
  readonly shard?: ShardOptions | undefined;
}

/**
 * Says what `runPlan` would train with the same options, how long that takes, and how much room. Nothing is written.
 *
 * @throws UsageError for what cannot be trained.
 */
export function dryRunPlan(plan: SweepPlan, options: DryRunOptions = {}): Promise<PlanDescription> {
  return stoppingBackends(async () => {
    const how = howToRun({ ...options, db: '' });
    const { plugins, observer } = how;
    const part = options.shard && (await plannedShard(plan, options.shard));
    const asked = options.backend ?? auto;
    const backend = await chooseBackend(part ? shardBackend(asked) : asked, plan, plugins, observer.note);
    const own = part ? ownPart(part, backend) : plan;
    for (const note of [...smallBudgets(own), ...borrowedRateNotes(own)]) observer.note(note);
    if (plan.sequential) observer.note(firstBlockWords(plan.sequential));
    return describePlan(own, await fittedInTime(own, backend, how), backend, plugins);
  });
}

function firstBlockWords(seeds: SequentialSeeds): string {
  return `seeds are chosen sequentially, ${sequentialWords(seeds)}: this is the first block of them, and up to ${seeds.max / seeds.block} are trained`;
}

/** Undefined where so much as to find out takes too long. */
async function fittedInTime(
  plan: SweepPlan,
  backend: string,
  how: Parameters<typeof fitted>[2],
): Promise<FittedSpread | undefined> {
  try {
    return await fitted(plan, backend, how, patience);
  } catch (error) {
    if (error instanceof TrialTooLongError) return undefined;
    throw error;
  }
}
