import { networkNotes, type Store } from '../../store/index.ts';
import type { Spread } from '../cost/divide-work.ts';
import type { SweepPlan } from '../plan/plan.ts';
import { auditExperiment } from './audit.ts';
import type { Experiment, ExperimentSettings } from './experiment.ts';
import { fitted } from './fitted.ts';
import type { RunResult } from './run-options.ts';
import { trainStages } from './train-stages.ts';
import type { HowToTrain } from './using-queue.ts';
import { withWayOn } from './way-on.ts';

/** Trains what is left of an experiment of a results file. @throws what says how to go on with it. */
export async function trainIn(
  store: Store,
  experiment: Experiment,
  settings: ExperimentSettings,
  { spread, ...how }: HowToTrain & { readonly spread: Spread },
): Promise<RunResult> {
  for (const note of networkNotes(store.path)) how.observer.note(note);
  const spreadOf = (plan: SweepPlan): Promise<Spread> => fitted(plan, settings.backend, how);
  try {
    await trainStages(experiment, store, { ...how, ...settings, spread, spreadOf });
    const { openQueue, signal } = how;
    if (openQueue && openQueue.audit > 0 && !signal.aborted) {
      await auditExperiment(store, experiment.id, settings.backend, openQueue, how);
    }
  } catch (error) {
    throw withWayOn(error, store.path, experiment.id);
  }
  return { experiment: experiment.id, interrupted: how.signal.aborted };
}
