import { UsageError } from '../../errors.ts';
import type { Registry, Resolved } from '../../registry.ts';
import type { NamedShape } from '../../tensors/parameter-layout.ts';
import { identity } from '../transforms/chain.ts';
import { checkOptimizer, guardedOptimizer } from './guarded-optimizer.ts';
import { madeUpForWidths } from './made-up-for-widths.ts';
import type { Optimizer, OptimizerEntry } from './optimizer.ts';
import { refuseLoss } from './pairs.ts';

/**
 * What trains the members of a population, of one optimizer with settings of their own, its wrappers around it.
 *
 * @param registry where it stands. @param parameters as `makeOptimizer` takes them.
 */
export function build(
  registry: Registry<OptimizerEntry>,
  members: readonly Resolved<OptimizerEntry>[],
  parameters: readonly NamedShape[],
): Optimizer {
  const [first] = members;
  if (first === undefined) throw new UsageError('a population needs at least one optimizer');
  const other = members.find(({ entry }) => entry !== first.entry);
  if (other !== undefined) {
    throw new UsageError(
      `the members of a population share one optimizer, given ${first.entry.name} and ${other.entry.name}`,
    );
  }
  const buildSame = (others: readonly Resolved<OptimizerEntry>[]) => build(registry, others, parameters);
  const inner = first.inner ? buildSame(members.map((member) => member.inner!)) : identity;
  const { entry } = first;
  const made: unknown = entry.create(
    members.map(({ settings }) => settings),
    inner,
    members.map(learningRateOf),
    buildSame,
  );
  checkOptimizer(made, registry.called(entry));
  refuseLoss(entry, inner, made);
  const rule = registry.isPlugins(entry) ? guardedOptimizer(made, registry.called(entry)) : made;
  return madeUpForWidths(rule, first, parameters, registry.entries());
}

/** That of the innermost optimizer; 1 for a rule that has none, whose steps are what they are. */
function learningRateOf({ inner, settings }: Resolved<OptimizerEntry>): number {
  return inner ? learningRateOf(inner) : Number(settings.lr ?? 1);
}
