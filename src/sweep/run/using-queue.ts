import { stoppingBackends } from '../../backends/index.ts';
import { type OpenQueue, withQueue } from '../queue/open-queue.ts';
import { type HowToRun, howToRun, type RunOptions } from './run-options.ts';

/** How something is run, with the queue that it uses. */
export type HowToTrain = HowToRun & { readonly openQueue: OpenQueue | undefined };

/** Runs something as options say; backends that are started for it, and connections to its queue, end with it. */
export function usingQueue<T>(options: RunOptions, work: (how: HowToTrain) => Promise<T>): Promise<T> {
  return stoppingBackends(() => withQueue(howToRun(options), work));
}
