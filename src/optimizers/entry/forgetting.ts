import { UsageError } from '../../errors.ts';
import type { Registry, Resolved } from '../../registry.ts';
import { build } from './build.ts';
import type { OptimizerEntry } from './optimizer.ts';

/** Holds a wrapper that recycles units against what it wraps. @throws UsageError if that cannot forget single weights. */
export function refuseUnforgetful(
  registry: Registry<OptimizerEntry>,
  { entry, inner }: Resolved<OptimizerEntry>,
): void {
  if (entry.recycles !== true || inner === undefined) return;
  const named = unforgetful(registry, inner);
  if (named !== undefined) {
    throw new UsageError(`${entry.name} cannot stand around ${named}: ${whyUnforgetful(entry.name)}`);
  }
}

/** The innermost of these that cannot forget, where the whole cannot. */
export function unforgetful(
  registry: Registry<OptimizerEntry>,
  rule: Resolved<OptimizerEntry>,
): string | undefined {
  if (build(registry, [rule], []).forget) return undefined;
  return (rule.inner && unforgetful(registry, rule.inner)) ?? rule.entry.name;
}

/** @param wrapper its name. */
export const whyUnforgetful = (wrapper: string): string =>
  `it cannot forget what it remembers of single weights, which those of a recycled unit begin without; write ${wrapper}(ADAM)`;
