import type { Database } from 'better-sqlite3';
import type { TrainedRun } from '../../sweep/run/trained-run.ts';
import {
  type AgainOptions,
  refuseDifferences,
  trainAgain,
  type Verification,
} from '../../sweep/run/verify-run.ts';
import type { PopulationView } from '../../training/population-view.ts';
import { ControlWorkload } from '../../workloads/control/control-workload.ts';
import type { LearningBatch } from '../../workloads/control/learning-batch.ts';

/** The parameters after so many updates. */
export interface Station {
  readonly update: number;
  readonly parameters: Float32Array;
}

/** The way that a policy went. */
export interface Retraced {
  /** From the untrained policy to the trained one, both included. */
  readonly path: readonly Station[];
  /** What the last update has learned from. */
  readonly batch: LearningBatch;
  /** What was compared; all of it is the same. */
  readonly verification: Verification;
}

/**
 * Trains a run again, exactly as it was, and keeps its parameters at some of its updates: those that it is judged by, where
 * its optimizer has others to train with.
 *
 * @param stations how many to keep, evenly spaced over the updates; all if there are no more.
 * @returns undefined if the signal asked for an end.
 * @throws RunError if what was trained again is not the same.
 */
export async function retrace(
  db: Database,
  run: TrainedRun,
  stations: number,
  how: Omit<AgainOptions, 'memberObserver'>,
): Promise<Retraced | undefined> {
  const kept = new Set(evenlySpaced(run.updates, stations));
  const path: Station[] = [];
  let batch: LearningBatch | undefined;
  let update = 0;
  const memberObserver = async (view: PopulationView, place: number) => {
    if (kept.has(update)) {
      const parameters = (await view.parameters())[place] as Float32Array;
      path.push({ update, parameters });
    }
    if (update === run.updates && view.workload instanceof ControlWorkload) {
      batch = view.workload.batches()[place];
    }
    update++;
  };
  const verification = await trainAgain(db, run, { ...how, memberObserver });
  if (how.signal.aborted) return undefined;
  refuseDifferences(verification);
  return { path, batch: batch!, verification };
}

/** 0 and `last` and what lies evenly between them: at most `count` whole numbers, in ascending order. */
export function evenlySpaced(last: number, count: number): number[] {
  const between = Math.min(last, count - 1);
  return Array.from({ length: between + 1 }, (_, index) => Math.round((index * last) / between));
}
