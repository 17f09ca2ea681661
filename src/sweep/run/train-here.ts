import { giveWay } from '../../give-way.ts';
import { type TrainingOptions, trainPopulation } from '../../workloads/train-population.ts';
import type { TrainingListener } from './training-listener.ts';

interface HereSettings extends Pick<TrainingOptions, 'populationObserver'> {
  readonly checkpointInterval: number;
  readonly signal: AbortSignal;
}

/**
 * Trains populations in this process, one after the other, on the backend that was started.
 *
 * @param count of them.
 * @throws whatever the listener throws.
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
        await giveWay();
      }
    } catch (error) {
      await listener.failed(index, error);
      continue;
    }
    listener.ended(index);
  }
}
