import type { Call } from '../call-expression.ts';
import { asCriticSees, innermost, learningRateFactor, makeOptimizer } from '../optimizers/index.ts';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import type { PopulationParts } from '../training/population.ts';
import type { EvaluationPlan } from '../training/population-plan.ts';
import type { Workload } from '../training/workload.ts';

/**
 * A workload and its optimizers, put together.
 *
 * @param seeds one a member. @param optimizers one a player; they differ in settings only.
 * @param evaluation how often and how members are evaluated. @param parameters of one player, where their widths may have to be made up for.
 */
export function populationParts(
  seeds: readonly number[],
  optimizers: readonly Call[],
  evaluation: Pick<EvaluationPlan, 'count' | 'keepBest'>,
  createWorkload: () => Workload,
  parameters: readonly NamedShape[] = [],
): PopulationParts {
  return {
    seeds,
    optimizer: makeOptimizer(optimizers, parameters),
    learningRates: optimizers.map(learningRateOf),
    criticLearningRates: optimizers.map((optimizer) => {
      const critics = asCriticSees(optimizer);
      return critics && learningRateOf(critics);
    }),
    baseLearningRates: optimizers.map((optimizer) => Number(innermost(optimizer).settings.lr ?? 1)),
    gradientDescent: optimizers.map(isGradientDescent),
    evaluations: evaluation.count,
    keepBest: evaluation.keepBest === true,
    createWorkload,
  };
}

/** True for SGD by itself, without momentum and decay. */
function isGradientDescent({ name, settings: { momentum, weight_decay } }: Call): boolean {
  return name === 'SGD' && Number(momentum ?? 0) === 0 && Number(weight_decay ?? 0) === 0;
}

function learningRateOf(optimizer: Call): (progress: number) => number {
  const lr = Number(innermost(optimizer).settings.lr);
  const factor = learningRateFactor(optimizer);
  return (progress) => lr * factor(progress);
}
