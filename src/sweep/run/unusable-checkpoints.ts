import type { Database } from 'better-sqlite3';
import { RunError } from '../../errors.ts';
import { lastCheckpoint } from '../../store/index.ts';
import { decodeCheckpoint } from '../../training/checkpoint.ts';

/** A run that cannot go on from its checkpoint. */
export interface UnusableCheckpoint {
  readonly runId: number;
  /** Of the checkpoint, as "it". */
  readonly why: string;
}

/** The runs among some that have a checkpoint from which nobody can go on. */
export function unusableCheckpoints(db: Database, runIds: readonly number[]): UnusableCheckpoint[] {
  return runIds.flatMap((runId) => {
    const why = fault(db, runId);
    return why === undefined ? [] : [{ runId, why }];
  });
}

function fault(db: Database, runId: number): string | undefined {
  const saved = lastCheckpoint(db, runId);
  if (saved === undefined) return undefined;
  try {
    const { updates } = decodeCheckpoint(saved.state);
    return updates === saved.updateIndex ? undefined : 'it belongs to another update';
  } catch (error) {
    if (error instanceof RunError) return error.message;
    throw error;
  }
}
