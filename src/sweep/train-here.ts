import { setImmediate } from 'node:timers/promises';
import { type TrainingOptions, trainPopulation } from '../training/train-population.ts';
import type { TrainingListener } from './training-listener.ts';

interface HereSettings extends Pick<TrainingOptions, 'witness'> {
  readonly checkpointInterval: number;
  readonly signal: AbortSignal;
}

/**
 * Trains populations in this process, one after the other, on the backend that was started.
 *
 * @param count of them.
 */
export async function trainHere(
  count: number,
  settings: HereSettings,
  listener: TrainingListener,
): Promise<void> {
  for (let index = 0; index < count && !settings.signal.aborted; index++) {
    try {
      const { population, from } = await listener.started(index);
      for await (const records of trainPopulation(population, { from, ...settings })) {
        await listener.records(index, records);
        // Training on the CPU never waits for anything; without this, no signal would get through.
        await setImmediate();
      }
    } catch (error) {
      listener.failed(index, error);
      throw error;
    }
    listener.ended(index);
  }
}
