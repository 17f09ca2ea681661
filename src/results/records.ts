import type { RecordOf } from './table.ts';
import type { advantages } from './tables/advantages.ts';
import type { checkpoints } from './tables/checkpoints.ts';
import type { episodes } from './tables/episodes.ts';
import type { evaluations, sampledEvaluations } from './tables/evaluations.ts';
import type { gradientStats } from './tables/gradient-stats.ts';
import type { measurements } from './tables/measurements.ts';
import type { policies } from './tables/policies.ts';
import type { endFields, RunRow } from './tables/runs.ts';
import type { trajectories } from './tables/trajectories.ts';
import type { updates } from './tables/updates.ts';

/**
 * What training reports, as plain data. Every record names the member it belongs to (its index in the population);
 * whoever receives the records knows which run that is. A record is a row of the table that declares it, and `end` the
 * last word on a run.
 */
export type TrainingRecord =
  | EpisodeRecord
  | UpdateRecord
  | GradientRecord
  | AdvantageRecord
  | EvaluationRecord
  | SampledEvaluationRecord
  | TrajectoryRecord
  | MeasurementRecord
  | PolicyRecord
  | CheckpointRecord
  | EndRecord;

export type EpisodeRecord = RecordOf<typeof episodes>;
export type UpdateRecord = RecordOf<typeof updates>;
export type GradientRecord = RecordOf<typeof gradientStats>;
export type AdvantageRecord = RecordOf<typeof advantages>;
export type EvaluationRecord = RecordOf<typeof evaluations>;
export type SampledEvaluationRecord = RecordOf<typeof sampledEvaluations>;
export type TrajectoryRecord = RecordOf<typeof trajectories>;
export type MeasurementRecord = RecordOf<typeof measurements>;
export type PolicyRecord = RecordOf<typeof policies>;
export type CheckpointRecord = RecordOf<typeof checkpoints>;

type End = { readonly [Field in (typeof endFields)[number]]: NonNullable<RunRow[Field]> };

/** The end of one member's run. */
export interface EndRecord extends Omit<End, 'status' | 'error'> {
  readonly kind: 'end';
  readonly member: number;
  /**
   * `failed`: its environment has, which is no fault of what was trained. `paused`: it is left off at the share of its budget
   * that was asked for, and may go on from its checkpoint.
   */
  readonly status: Extract<RunRow['status'], 'finished' | 'diverged' | 'failed' | 'paused'>;
  /** Why a member diverged or failed: the update, what gave it away and its value. */
  readonly error: RunRow['error'];
}
