import { bootstrapInterval, mean } from '../../stats/index.ts';
import { hasEnded, type RunScore } from '../../store/index.ts';
import type { TaskComparison } from '../compare/index.ts';

/** How a task's best optimizer stands to the untrained policy. */
export interface Learning {
  /** Mean return of the untrained policies of all runs. */
  readonly untrained: number;
  /** True if the best optimizer's gain over its own untrained policies is above 0 with its whole interval. */
  readonly shown: boolean;
}

/** Undefined where untrained policies were not evaluated, or with too few seeds for an interval. */
export function learning(task: TaskComparison, runs: readonly RunScore[]): Learning | undefined {
  const best = task.optimizers[0];
  const ended = runs.filter(hasEnded);
  const untrained = mean(
    ended.map(({ untrainedReturn }) => untrainedReturn).filter((value) => value !== null),
  );
  if (best === undefined || untrained === undefined) return undefined;
  const gains = ended
    .filter(
      ({ optimizer, phase, learningRate }) =>
        phase === 'scoring' && optimizer === best.optimizer && learningRate === best.learningRate,
    )
    .flatMap(({ finalReturn, untrainedReturn }) =>
      finalReturn === null || untrainedReturn === null ? [] : [finalReturn - untrainedReturn],
    );
  const interval = bootstrapInterval(gains, mean);
  return interval === undefined ? undefined : { untrained, shown: interval[0] > 0 };
}
