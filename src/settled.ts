import type { Call, Value } from './call-expression.ts';
import type { RegistryEntry, Resolved } from './registry.ts';

/** The call with every setting written out. */
export function settled({ entry, settings, inner }: Resolved<RegistryEntry>): Call {
  return {
    name: entry.name,
    positional: inner ? [settled(inner)] : [],
    settings: settings as Record<string, Value>,
  };
}
