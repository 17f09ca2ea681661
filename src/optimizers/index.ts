import type { Call } from '../call-expression.ts';
import { UsageError } from '../errors.ts';
import { Registry } from '../registry.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamw } from './adamw.ts';
import { miloGroups, miloLayers } from './milo.ts';
import { novograd } from './novograd.ts';
import type { Optimizer, OptimizerEntry } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

export {
  defineOptimizer,
  type Optimizer,
  type OptimizerEntry,
  type Params,
  type PerMember,
  type StepContext,
} from './optimizer.ts';
export { type Coefficient, common, type MemberStep, perMember } from './per-member.ts';
export { chain, identity, stateless } from './transforms/chain.ts';
export { flatten } from './transforms/flatten.ts';
export { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
export { momentum, momentumSettings, nesterovNeedsMomentum } from './transforms/momentum.ts';
export { adamSettings, scaleByAdam } from './transforms/scale-by-adam.ts';
export { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

/** Every optimizer by name. A plugin adds its own with `optimizers.register(defineOptimizer({…}))`. */
export const optimizers = new Registry<OptimizerEntry>('optimizer');

for (const entry of [sgd, adam, adamw, adagrad, rmsprop, novograd, miloGroups, miloLayers]) {
  optimizers.register(entry);
}

/**
 * An optimizer by name: `makeOptimizer('MILO(lr=0.01)')`.
 *
 * Given a list, one spelling a member of the population, the members' hyper-parameters may differ:
 * `makeOptimizer(['ADAM(lr=0.001)', 'ADAM(lr=0.01)'])`.
 *
 * @throws UsageError for an unknown name, an unknown hyper-parameter or one out of range.
 */
export function makeOptimizer(spec: string | Call | readonly (string | Call)[]): Optimizer {
  const resolved = (Array.isArray(spec) ? spec : [spec]).map((each) => optimizers.resolve(each));
  const [first] = resolved;
  if (first === undefined) throw new UsageError('a population needs at least one optimizer');
  const other = resolved.find(({ entry }) => entry !== first.entry);
  if (other !== undefined) {
    throw new UsageError(
      `the members of a population share one optimizer, given ${first.entry.name} and ${other.entry.name}`,
    );
  }
  return first.entry.create(resolved.map(({ settings }) => settings));
}
