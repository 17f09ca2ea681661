import type { LoadedPlugin } from '../plugins/index.ts';
import type { SweepPlan } from '../sweep/plan/plan.ts';
import { dryRunPlan } from '../sweep/run/dry-run.ts';
import type { ShardOptions } from '../sweep/run/planned-shard.ts';
import { type IfExists, runPlan } from '../sweep/run/run-plan.ts';
import { carryOut } from './carry-out.ts';
import { descriptionText } from './dry-run.ts';
import { backendOf, executionOf } from './execution-flags.ts';
import { print } from './print.ts';
import { teller } from './tell.ts';
import { typedCommand } from './typed-command.ts';

/**
 * Trains a plan as the flags of a command say, or with `--dry-run` says what it would train.
 *
 * @param shard of the plan, where it is not trained as a whole.
 * @returns the experiment's id; undefined where nothing was trained.
 */
export async function trainPlan(
  plan: SweepPlan,
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
  ifExists: IfExists,
  shard?: ShardOptions,
): Promise<number | undefined> {
  const [backend, execution] = [backendOf(argv), executionOf(argv)];
  if (argv['dry-run'] !== true) {
    return carryOut(execution, (options) =>
      runPlan(plan, { ...options, backend, plugins, ifExists, shard, command: typedCommand() }),
    );
  }
  const { workers, json } = execution;
  const observer = { note: teller(execution) };
  const described = await dryRunPlan(plan, { backend, plugins, workers, observer, shard });
  await print(json ? `${JSON.stringify(described, null, 2)}\n` : `${descriptionText(described)}\n`);
  return undefined;
}
