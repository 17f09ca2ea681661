import { patiently, type Store, waitsForLock } from '../../store/index.ts';
import type { Spread } from '../cost/divide-work.ts';
import type { SweepPlan } from '../plan/plan.ts';
import type { Experiment } from './experiment.ts';
import { nextStage } from './next-stage.ts';
import { extendExperiment } from './second-stage.ts';
import { type TrainingSettings, trainExperiment } from './train-experiment.ts';

export interface StageSettings extends TrainingSettings {
  /** Over how many processes what is planned on the way may be spread. */
  readonly spreadOf: (plan: SweepPlan) => Promise<Spread>;
}

/**
 * Trains what is left of an experiment, then what its results decide: one that tunes learning rates scores the best of
 * them on fresh seeds, and one with sequential seeds trains another block until all pairs are decided.
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
    const next = settings.signal.aborted ? undefined : nextStage(store.db, experiment.id);
    if (next === undefined) return;
    const { populations, changes, notes } = next;
    const planned = { title: experiment.plan.title, populations };
    if (populations.length > 0) spread = await spreadOf(planned);
    const { id } = experiment;
    experiment = await patiently(
      () => extendExperiment(store, id, planned, changes),
      () => settings.observer.note(waitsForLock),
    );
    for (const note of notes) settings.observer.note(note);
    if (populations.length === 0) return;
  }
}
