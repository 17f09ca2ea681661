import { patiently, readExperiment, type Store, waitsForLock } from '../../store/index.ts';
import type { Spread } from '../cost/divide-work.ts';
import type { SweepPlan } from '../plan/plan.ts';
import type { Experiment } from './experiment.ts';
import { nextStage } from './next-stage.ts';
import { extendExperiment } from './second-stage.ts';
import { type TrainingSettings, trainExperiment } from './train-experiment.ts';
import { unfinished } from './unfinished.ts';

export interface StageSettings extends TrainingSettings {
  /** Over how many processes what is planned on the way may be spread. */
  readonly spreadOf: (plan: SweepPlan) => Promise<Spread>;
}

/**
 * Trains what is left of an experiment, then what its results decide: one that tunes learning rates, rung by rung where it does so
 * by successive halving, scores the best of them on fresh seeds, and one with sequential seeds trains another block until all pairs are decided.
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
    const { populations, changes, notes, rungs } = next;
    const { id } = experiment;
    const tell = (): void => {
      for (const note of notes) settings.observer.note(note);
    };
    const onWait = (): void => settings.observer.note(waitsForLock);
    if (rungs !== undefined) {
      await patiently(() => store.endRungs(rungs), onWait);
      experiment = unfinished(store.db, readExperiment(store.db, id)!);
      spread = await spreadOf(experiment.plan);
      tell();
      continue;
    }
    const planned = { title: experiment.plan.title, populations };
    if (populations.length > 0) spread = await spreadOf(planned);
    experiment = await patiently(() => extendExperiment(store, id, planned, changes), onWait);
    tell();
    if (populations.length === 0) return;
  }
}
