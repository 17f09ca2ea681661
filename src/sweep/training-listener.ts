import type { TrainingRecord } from '../training/records.ts';

/** Told what training does, wherever it is done. The calls come one at a time. If one throws, training stops. */
export interface TrainingListener {
  started(index: number): void;
  records(index: number, records: readonly TrainingRecord[]): void;
  ended(index: number): void;
  /** The process that trained a population has died, and it is trained again from the start. */
  repeated(index: number, reason: string): void;
}
