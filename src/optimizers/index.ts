import type { Call } from '../call-expression.ts';
import { UsageError } from '../errors.ts';
import { Registry, type Resolved } from '../registry.ts';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamw } from './adamw.ts';
import { lanton } from './lanton.ts';
import { miloGroups, miloLayers } from './milo.ts';
import { muon, normuon } from './muon.ts';
import { novograd } from './novograd.ts';
import type { Optimizer, OptimizerEntry } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { scion, uscion } from './scion.ts';
import { sgd } from './sgd.ts';
import { sinkgd } from './sinkgd.ts';
import { swan } from './swan.ts';
import { identity } from './transforms/chain.ts';

export { innermost, withInnermost } from './innermost.ts';
export { countNumbers, numbersPerParameter } from './memory.ts';
export {
  defineOptimizer,
  defineWrapper,
  type Optimizer,
  type OptimizerEntry,
  type Params,
  type PerMember,
  type StepContext,
} from './optimizer.ts';
export { type ParameterRole, parameterRoles } from './parameter-roles.ts';
export { type Coefficient, common, type MemberStep, perMember } from './per-member.ts';
export { chain, identity, stateless } from './transforms/chain.ts';
export { flatten } from './transforms/flatten.ts';
export { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
export { momentum, momentumSettings, nesterovNeedsMomentum } from './transforms/momentum.ts';
export { partition } from './transforms/partition.ts';
export { adamSettings, scaleByAdam } from './transforms/scale-by-adam.ts';
export { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

/** Every optimizer by name. A plugin adds its own with `optimizers.register(defineOptimizer({…}))`. */
export const optimizers = new Registry<OptimizerEntry>('optimizer');

for (const entry of [
  ...[sgd, adam, adamw, adagrad, rmsprop, novograd, miloGroups, miloLayers],
  ...[muon, normuon, scion, uscion, sinkgd, swan, lanton],
]) {
  optimizers.register(entry);
}

/**
 * An optimizer by name: `makeOptimizer('MILO(lr=0.01)')`, `makeOptimizer('CAUTIOUS(ADAMW)')`.
 *
 * Given a list, one spelling a member of the population, the members' hyper-parameters may differ:
 * `makeOptimizer(['ADAM(lr=0.001)', 'ADAM(lr=0.01)'])`.
 *
 * @throws UsageError for an unknown name, an unknown hyper-parameter or one out of range.
 */
export function makeOptimizer(spec: string | Call | readonly (string | Call)[]): Optimizer {
  const specs: readonly (string | Call)[] = Array.isArray(spec) ? spec : [spec];
  return build(specs.map((each) => optimizers.resolve(each)));
}

function build(members: readonly Resolved<OptimizerEntry>[]): Optimizer {
  const [first] = members;
  if (first === undefined) throw new UsageError('a population needs at least one optimizer');
  const other = members.find(({ entry }) => entry !== first.entry);
  if (other !== undefined) {
    throw new UsageError(
      `the members of a population share one optimizer, given ${first.entry.name} and ${other.entry.name}`,
    );
  }
  const inner = first.inner ? build(members.map((member) => member.inner!)) : identity;
  return first.entry.create(
    members.map(({ settings }) => settings),
    inner,
  );
}

/** Numbers of state that one member with these parameters needs, those of every wrapper included. */
export function stateMemory(spec: string | Call, parameters: readonly NamedShape[]): number {
  return memoryOf(optimizers.resolve(spec), parameters);
}

function memoryOf(
  { entry, settings, inner }: Resolved<OptimizerEntry>,
  parameters: readonly NamedShape[],
): number {
  return entry.memory(parameters, settings) + (inner ? memoryOf(inner, parameters) : 0);
}
