import type { Database } from 'better-sqlite3';
import { dividesPopulations } from '../../backends/index.ts';
import { UsageError } from '../../errors.ts';
import { type FoundExperiment, isAtRest, runStates } from '../../store/index.ts';
import { chosenMembers } from '../plan/chosen-members.ts';
import { leftOffAt } from '../plan/left-off-at.ts';
import { membersOfShard } from '../units/shard.ts';
import type { Experiment, ExperimentSettings } from './experiment.ts';
import { configOf } from './saved-config.ts';

/**
 * What is left of an experiment that was begun: its plan with the members that have not come to an end, and their runs. Of
 * a shard it is what this shard trains. All open runs of a population have come to the same rung of successive halving.
 *
 * @throws UsageError for an experiment of an rl-bench that could not resume yet, or one whose plan and runs do not agree.
 */
export function unfinished(db: Database, found: FoundExperiment): Experiment & ExperimentSettings {
  const { backend, plugins, shard, shards: _, ...plan } = configOf(found);
  const runs = runStates(db, found.id);
  const planned = plan.populations.reduce((sum, { population }) => sum + population.members.length, 0);
  if (runs.length !== planned) {
    throw new UsageError(
      `experiment ${found.id} has ${runs.length} runs, and ${planned} were planned; start it anew`,
    );
  }
  const ours = shard && membersOfShard(plan, shard, dividesPopulations(backend));
  const left: number[] = [];
  const populations = plan.populations.flatMap((planned, index) => {
    const own = runs.splice(0, planned.population.members.length);
    const open = own.map((run, member) => !isAtRest(run) && (ours?.[index]?.[member] ?? true));
    left.push(...own.filter((_, member) => open[member]).map(({ id }) => id));
    const first = own[open.indexOf(true)];
    return first ? [leftOffAt(chosenMembers(planned, open), first.budgetShare ?? undefined)] : [];
  });
  return { id: found.id, plan: { ...plan, populations }, runIds: left, backend, plugins };
}
