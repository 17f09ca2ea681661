import type { LoadedPlugin } from '../../plugins/index.ts';
import type { TrainingRecord } from '../../results/index.ts';
import type { Job } from './training-listener.ts';

/** What a worker process is told to train; only the job is another one every time. */
export interface Assignment {
  readonly backend: string;
  readonly plugins: readonly LoadedPlugin[];
  /** Seconds. */
  readonly checkpointInterval: number;
  readonly job: Job;
}

/**
 * What a worker process says: every update's records, that it has heard of the wish to stop, that it has stopped, and how
 * each share ended.
 */
export type Report =
  | { readonly kind: 'heard' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'records'; readonly records: readonly TrainingRecord[] }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string; readonly deviceLost: boolean };

/** Asks a worker to stop after the update in hand, or in the middle of one that takes long. */
export const stopRequest = 'stop';
