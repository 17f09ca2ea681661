import { setImmediate } from 'node:timers/promises';
import type { PopulationPlan } from '../training/population-plan.ts';
import { trainPopulation } from '../training/train-population.ts';
import type { TrainingListener } from './training-listener.ts';

/** Trains populations in this process, one after the other, on the backend that was started. */
export async function trainHere(
  populations: readonly PopulationPlan[],
  signal: AbortSignal,
  listener: TrainingListener,
): Promise<void> {
  for (const [index, population] of populations.entries()) {
    if (signal.aborted) return;
    listener.started(index);
    for await (const records of trainPopulation(population)) {
      listener.records(index, records);
      // Training on the CPU never waits for anything; without this, no signal would get through.
      await setImmediate();
      if (signal.aborted) break;
    }
    listener.ended(index);
  }
}
