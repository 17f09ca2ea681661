import { giveWay } from '../../give-way.ts';
import { type TrainingOptions, trainPopulation } from '../../workloads/train-population.ts';
import type { Share } from '../cost/divide-work.ts';
import type { TrainingListener } from './training-listener.ts';

interface HereSettings extends Pick<TrainingOptions, 'populationObserver'> {
  readonly checkpointInterval: number;
  readonly signal: AbortSignal;
}

/**
 * Trains shares in this process, one after the other, on the backend that was started.
 *
 * @throws whatever the listener throws.
 */
export async function trainHere(
  shares: readonly Share[],
  settings: HereSettings,
  listener: TrainingListener,
): Promise<void> {
  for (const share of shares) {
    if (settings.signal.aborted) return;
    try {
      const { population, ...job } = await listener.started(share);
      for await (const records of trainPopulation(population, { ...job, ...settings })) {
        await listener.records(share, records);
        await giveWay();
      }
    } catch (error) {
      await listener.failed(share, error);
      continue;
    }
    listener.ended(share);
  }
}
