import { type Call, formatCall } from '../call-expression.ts';
import type { Resolved } from '../registry.ts';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import { build } from './entry/build.ts';
import type { Optimizer, OptimizerEntry } from './entry/optimizer.ts';
import { inOneUpdate } from './entry/pairs.ts';
import { memoryOf } from './entry/state-memory.ts';
import { optimizers } from './registered.ts';

/**
 * An optimizer by name: `makeOptimizer('MILO(lr=0.01)')`, `makeOptimizer('CAUTIOUS(ADAMW)')`.
 *
 * Given a list, one spelling a member of the population, the members' hyper-parameters may differ:
 * `makeOptimizer(['ADAM(lr=0.001)', 'ADAM(lr=0.01)'])`.
 *
 * @param parameters what it is going to train, where some of it has widths that are to be made up for.
 * @throws UsageError for an unknown name, an unknown hyper-parameter or one out of range, or where it cannot make up for widths.
 */
export function makeOptimizer(
  spec: string | Call | readonly (string | Call)[],
  parameters: readonly NamedShape[] = [],
): Optimizer {
  const specs: readonly (string | Call)[] = Array.isArray(spec) ? spec : [spec];
  return inOneUpdate(build(optimizers, resolvedOnce(specs), parameters));
}

/** Members of one spelling share their settings, which is how coefficients are known to be theirs together. */
function resolvedOnce(specs: readonly (string | Call)[]): Resolved<OptimizerEntry>[] {
  const known = new Map<string, Resolved<OptimizerEntry>>();
  return specs.map((spec) => {
    const text = typeof spec === 'string' ? spec : formatCall(spec);
    const resolved = known.get(text) ?? optimizers.resolve(spec);
    known.set(text, resolved);
    return resolved;
  });
}

/** What the wrappers multiply the learning rate by when a share `progress` of the budget is spent: 1 without any. */
export function learningRateFactor(spec: string | Call): (progress: number) => number {
  const resolved = optimizers.resolve(spec);
  return (progress) => factorOf(resolved, progress);
}

function factorOf({ entry, settings, inner }: Resolved<OptimizerEntry>, progress: number): number {
  return (entry.learningRateFactor?.(settings, progress) ?? 1) * (inner ? factorOf(inner, progress) : 1);
}

/** Numbers of state that one member with these parameters needs, those of every wrapper included. */
export function stateMemory(spec: string | Call, parameters: readonly NamedShape[]): number {
  return memoryOf(optimizers, optimizers.resolve(spec), parameters);
}
