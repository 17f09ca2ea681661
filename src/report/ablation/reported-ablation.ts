import type { Database } from 'better-sqlite3';
import { experimentEffects } from './ablation-text.ts';
import type { TaskEffects } from './effects.ts';

/** An ablation as its report shows it. */
export interface ReportedAblation {
  /** The optimizer whose settings were changed, as it was named. */
  readonly optimizer: string;
  readonly tasks: readonly TaskEffects[];
  /** True where nothing else was trained in the experiment, so that all its pairs are changes held against changes. */
  readonly alone: boolean;
}

/** Undefined for an experiment that is no ablation, or of which no run has ended. */
export function reportedAblation(
  db: Database,
  experiment: { readonly id: number; readonly config: string },
): ReportedAblation | undefined {
  const tasks = experimentEffects(db, experiment.id);
  if (tasks.length === 0) return undefined;
  const { ablation } = JSON.parse(experiment.config) as { ablation: { optimizer: string } };
  const others = db
    .prepare<[number, number]>(
      `select 1 from runs where experiment_id = ?
         and optimizer not in (select optimizer from ablation_settings where experiment_id = ?) limit 1`,
    )
    .get(experiment.id, experiment.id);
  return { optimizer: ablation.optimizer, tasks, alone: others === undefined };
}
