import type { Database } from 'better-sqlite3';
import { readExperiment, type Store, tuningScores } from '../../store/index.ts';
import type { PlannedPopulation, SweepPlan } from '../plan/plan.ts';
import { scoringStage, stagesOf } from '../plan/scoring-stage.ts';
import { type Experiment, type ExperimentConfig, newRuns } from './experiment.ts';
import { configOf } from './saved-config.ts';

/**
 * The populations that an experiment has to train on fresh seeds, now that its tuning runs have ended: none where it does
 * not tune, where they were added before, and in a shard, which does not know all tuning runs.
 *
 * @throws RunError if a tuning run has no end yet.
 */
export function secondStage(db: Database, experimentId: number): PlannedPopulation[] {
  const config = configOf(readExperiment(db, experimentId)!);
  const { tuning, shard } = config;
  const [, planned] = stagesOf(config);
  if (tuning === undefined || shard !== undefined || planned.length > 0) return [];
  return scoringStage(config, tuningScores(db, experimentId, tuning.criterion));
}

/**
 * Adds populations to an experiment, to its configuration and as runs.
 *
 * @param changes what else of the configuration is new. @returns the experiment of these populations alone.
 */
export function extendExperiment(
  store: Store,
  experimentId: number,
  { title, populations }: SweepPlan,
  changes: Partial<ExperimentConfig> = {},
): Experiment {
  const before = configOf(readExperiment(store.db, experimentId)!);
  const config: ExperimentConfig = {
    ...before,
    ...changes,
    populations: [...before.populations, ...populations],
  };
  const runs = populations.flatMap((planned, index) =>
    newRuns(planned, before.populations.length + index, before.backend),
  );
  return {
    id: experimentId,
    plan: { title, populations },
    runIds: store.extendExperiment(experimentId, config, runs),
  };
}
