import { patiently, type Store, waitsForLock } from '../../store/index.ts';
import type { FittedPlan } from '../cost/fit-to-memory.ts';
import type { SweepPlan } from '../plan/plan.ts';
import type { Experiment } from './experiment.ts';
import { extendExperiment, secondStage } from './second-stage.ts';
import { type TrainingSettings, trainExperiment } from './train-experiment.ts';

export interface StageSettings extends TrainingSettings {
  /** Makes what is planned on the way fit into memory. Default: it is taken to fit. */
  readonly intoMemory?: (plan: SweepPlan) => Promise<FittedPlan>;
}

/**
 * Trains what is left of an experiment, then what its results decide: one that tunes learning rates scores the best of
 * them on fresh seeds.
 */
export async function trainStages(
  first: Experiment,
  store: Store,
  { intoMemory, ...settings }: StageSettings,
): Promise<void> {
  let { workers } = settings;
  for (let experiment = first; ; ) {
    settings.observer.stageStarted(experiment.plan);
    await trainExperiment(experiment, store, { ...settings, workers });
    const populations = settings.signal.aborted ? [] : secondStage(store.db, experiment.id);
    if (populations.length === 0) return;
    const planned = { title: experiment.plan.title, populations };
    const fitted = intoMemory ? await intoMemory(planned) : { plan: planned, workers };
    workers = fitted.workers;
    const { id } = experiment;
    experiment = await patiently(
      () => extendExperiment(store, id, fitted.plan),
      () => settings.observer.note(waitsForLock),
    );
  }
}
