import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../errors.ts';

/** How the rows of a table know their experiment. */
const ofExperiments = {
  id: 'id in (select value from json_each(:experiments))',
  experimentId: 'experiment_id in (select value from json_each(:experiments))',
  runId: `run_id in (
    select id from runs where experiment_id in (select value from json_each(:experiments))
  )`,
  policyMapId: `policy_map_id in (
    select id from policy_maps where experiment_id in (select value from json_each(:experiments))
  )`,
  lossMapId: `loss_map_id in (
    select id from loss_maps where experiment_id in (select value from json_each(:experiments))
  )`,
} as const;

/** Everything that is exported as a table, and which of its rows belong to some experiments. */
const tables = {
  experiments: ofExperiments.id,
  runs: ofExperiments.experimentId,
  episodes: ofExperiments.runId,
  updates: ofExperiments.runId,
  gradient_stats: ofExperiments.runId,
  evaluations: ofExperiments.runId,
  sampled_evaluations: ofExperiments.runId,
  advantages: ofExperiments.runId,
  trajectories: ofExperiments.runId,
  loss_maps: ofExperiments.experimentId,
  loss_map_points: ofExperiments.lossMapId,
  policy_maps: ofExperiments.experimentId,
  policy_map_losses: ofExperiments.policyMapId,
  policy_map_points: ofExperiments.policyMapId,
  leaderboard: ofExperiments.experimentId,
  tuned_leaderboard: ofExperiments.experimentId,
  learning_curves: ofExperiments.experimentId,
  run_scores: ofExperiments.experimentId,
  sampled_scores: ofExperiments.experimentId,
} as const;

export type TableName = keyof typeof tables;

/** In the order in which they are written. */
export const tableNames = Object.keys(tables) as readonly TableName[];

/** The tables that are named, once each; all where none is. @throws UsageError for an unknown one. */
export function tablesNamed(names: readonly string[] = []): readonly TableName[] {
  for (const name of names) {
    if (Object.hasOwn(tables, name)) continue;
    const known = `known: ${tableNames.join(', ')}`;
    throw new UsageError(`--table knows no "${name}"${didYouMean(name, tableNames)} (${known})`);
  }
  return names.length === 0 ? tableNames : tableNames.filter((name) => names.includes(name));
}

/** The query for a table's rows of the experiments whose ids are bound as the JSON array `:experiments`. */
export function tableQuery(name: TableName): string {
  return `select * from ${name} where ${tables[name]}`;
}
