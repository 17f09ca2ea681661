import { UsageError } from '../../errors.ts';
import type { Registry, Resolved } from '../../registry.ts';
import { showValue } from '../../show-value.ts';
import type { NamedShape } from '../../tensors/parameter-layout.ts';
import type { OptimizerEntry } from './optimizer.ts';

/** Numbers of state that one member with these parameters needs, those of every wrapper included. */
export function memoryOf(
  registry: Registry<OptimizerEntry>,
  { entry, settings, inner }: Resolved<OptimizerEntry>,
  parameters: readonly NamedShape[],
): number {
  const numbers = entry.memory(parameters, settings);
  const handedOver = entry.handsOver?.(parameters) ?? parameters;
  if (!(numbers >= 0)) {
    throw new UsageError(
      `memory of ${registry.called(entry)} must return a number ≥ 0, given ${showValue(numbers)}`,
    );
  }
  return numbers + (inner ? memoryOf(registry, inner, handedOver) : 0);
}
