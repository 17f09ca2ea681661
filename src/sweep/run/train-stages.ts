import { patiently, type Store, waitsForLock } from '../../store/index.ts';
import type { Spread } from '../cost/divide-work.ts';
import type { SweepPlan } from '../plan/plan.ts';
import type { Experiment } from './experiment.ts';
import { extendExperiment, secondStage } from './second-stage.ts';
import { type TrainingSettings, trainExperiment } from './train-experiment.ts';

export interface StageSettings extends TrainingSettings {
  /** Over how many processes what is planned on the way may be spread. */
  readonly spreadOf: (plan: SweepPlan) => Promise<Spread>;
}

/**
 * Trains what is left of an experiment, then what its results decide: one that tunes learning rates scores the best of
 * them on fresh seeds.
 */
export async function trainStages(
  first: Experiment,
  store: Store,
  { spreadOf, ...settings }: StageSettings,
): Promise<void> {
  let { spread } = settings;
  for (let experiment = first; ; ) {
    settings.observer.stageStarted(experiment.plan);
    await trainExperiment(experiment, store, { ...settings, spread });
    const populations = settings.signal.aborted ? [] : secondStage(store.db, experiment.id);
    if (populations.length === 0) return;
    const planned = { title: experiment.plan.title, populations };
    spread = await spreadOf(planned);
    const { id } = experiment;
    experiment = await patiently(
      () => extendExperiment(store, id, planned),
      () => settings.observer.note(waitsForLock),
    );
  }
}
