import type { Optimizer } from '../../optimizers/index.ts';
import * as tf from '../../tensors/tf.ts';
import type { PopulationParts } from '../../training/population.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import type { ControlParts } from './control-parts.ts';
import { SearchWorkload } from './search-workload.ts';

/**
 * A population that searches. Its rules live in the workload, which hands out how far each player is to move as a gradient;
 * what stands where others have an optimizer goes all of that way.
 */
export function searchPopulation(plan: PopulationPlan, parts: ControlParts): PopulationParts {
  const rates = parts.players.map(({ optimizer }) => Number(optimizer.settings.lr));
  return {
    seeds: plan.members.map(({ seed }) => seed),
    optimizer: allTheWay,
    learningRates: rates.map((rate) => () => rate),
    criticLearningRates: rates.map(() => undefined),
    baseLearningRates: rates.map((rate) => (Number.isNaN(rate) ? 1 : rate)),
    gradientDescent: rates.map(() => false),
    evaluations: plan.evaluation.count,
    keepBest: plan.evaluation.keepBest === true,
    createWorkload: () => new SearchWorkload(plan, parts),
  };
}

const allTheWay: Optimizer = {
  elementwise: true,
  init: () => ({}),
  update: ({ vector }) => ({ updates: { vector: tf.neg(vector!) }, state: {} }),
};
