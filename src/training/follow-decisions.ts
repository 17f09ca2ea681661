import type { Decision } from '../controllers/index.ts';
import type { Schedule } from './workload.ts';

/** A schedule as controllers have changed it for the next update of a player. */
export function scheduleWith(schedule: Schedule, decision: Decision): Schedule {
  const { updateEpochs, numMinibatches, clipRange, samples } = decision;
  if ([updateEpochs, numMinibatches, clipRange, samples].every((each) => each === undefined)) return schedule;
  return {
    ...schedule,
    ...(updateEpochs !== undefined && { updateEpochs }),
    ...(numMinibatches !== undefined && { numMinibatches }),
    ...(clipRange !== undefined && { clipRange }),
    ...(samples !== undefined && { samples }),
  };
}

/** The factors on the learning rates of actor and critic, one a player; undefined where nobody has decided any. */
export function partScales(decisions: readonly Decision[]) {
  const isDecided = decisions.some(
    ({ actorLearningRateFactor: actor, criticLearningRateFactor: critic }) =>
      actor !== undefined || critic !== undefined,
  );
  if (!isDecided) return undefined;
  return {
    actor: decisions.map(({ actorLearningRateFactor: factor = 1 }) => factor),
    critic: decisions.map(({ criticLearningRateFactor: factor = 1 }) => factor),
  };
}
