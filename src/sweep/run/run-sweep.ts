import type { Store } from '../../store/index.ts';
import { fingerprint } from '../plan/fingerprint.ts';
import type { SweepPlan } from '../plan/plan.ts';
import { createExperiment } from './experiment.ts';
import { type StageSettings, trainStages } from './train-stages.ts';

export interface SweepOptions extends StageSettings {
  /** The command as it was typed, kept with the experiment. */
  readonly command: string;
}

/** How a sweep ended. */
export interface SweepResult {
  readonly experimentId: number;
  readonly interrupted: boolean;
}

/**
 * Trains a plan as an experiment of its own, with the stage that its results decide if it tunes.
 *
 * @throws RunError if the store cannot be written; what was committed before stays.
 */
export async function runSweep(plan: SweepPlan, store: Store, options: SweepOptions): Promise<SweepResult> {
  const { backend, plugins, command, signal } = options;
  const experiment = createExperiment(store, plan, {
    backend,
    plugins,
    command,
    fingerprint: fingerprint(plan),
  });
  await trainStages(experiment, store, options);
  return { experimentId: experiment.id, interrupted: signal.aborted };
}
