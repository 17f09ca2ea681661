import type { EvaluationRecord, SampledEvaluationRecord, TrajectoryRecord } from '../../results/index.ts';
import type { Evaluation } from './evaluation.ts';

/** Whose evaluation it was, and when. */
type Heading = Pick<EvaluationRecord, 'member' | 'updateIndex' | 'envStep' | 'wallS'>;

/** One record of the evaluation, and one for every point of the ways that were kept. @param hasSuccess whether the task knows success. */
export function evaluationRecords(
  heading: Heading,
  { successRate, trajectories, fault: _, ...result }: Evaluation,
  hasSuccess: boolean,
): (EvaluationRecord | TrajectoryRecord)[] {
  const { member, updateIndex } = heading;
  return [
    { kind: 'evaluation', ...heading, ...result, successRate: hasSuccess ? successRate : null },
    ...trajectories.flatMap((points, episode) =>
      points.map(({ step, position, goal }): TrajectoryRecord => {
        const [x, y, z = null] = position;
        const [goalX, goalY, goalZ = null] = goal;
        const heading = { member, updateIndex, agent: 1, episode, step };
        return { kind: 'trajectory', ...heading, x: x!, y: y!, z, goalX: goalX!, goalY: goalY!, goalZ };
      }),
    ),
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
