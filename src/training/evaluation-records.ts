import type { Evaluation } from './evaluation.ts';
import type { EvaluationRecord, SampledEvaluationRecord, TrajectoryRecord } from './records.ts';

/** Whose evaluation it was, and when. */
type Heading = Pick<EvaluationRecord, 'member' | 'updateIndex' | 'envStep' | 'wallS'>;

/** One record of the evaluation, and one for every way that was kept. @param hasSuccess whether the task knows success. */
export function evaluationRecords(
  heading: Heading,
  { successRate, trajectories, fault: _, ...result }: Evaluation,
  hasSuccess: boolean,
): (EvaluationRecord | TrajectoryRecord)[] {
  const { member, updateIndex } = heading;
  return [
    { kind: 'evaluation', ...heading, ...result, successRate: hasSuccess ? successRate : null },
    ...trajectories.map((points, episode): TrajectoryRecord => {
      return { kind: 'trajectory', member, updateIndex, agent: 1, episode, points };
    }),
  ];
}

/** The record of an evaluation with drawn actions, whose ways are not kept. */
export function sampledEvaluationRecord(
  heading: Heading,
  { successRate, trajectories: _, fault: __, ...result }: Evaluation,
  hasSuccess: boolean,
): SampledEvaluationRecord {
  return { kind: 'sampled-evaluation', ...heading, ...result, successRate: hasSuccess ? successRate : null };
}
