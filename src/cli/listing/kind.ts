import type { Registry, RegistryEntry } from '../../registry.ts';
import type { Listed, MoreFacts } from './details.ts';

/** What is listed under the name that `list` takes. */
export interface Kind {
  /** What each of them is: `optimizer`. */
  readonly noun: string;
  readonly all: () => readonly Listed[];
  /** @throws UsageError for an unknown name. */
  readonly get: (name: string) => Listed;
  readonly find: (name: string) => Listed | undefined;
}

/** @param ask for the registry, which plugins may have added to since. @param example what wrappers are shown around. */
export function kindOf<E extends RegistryEntry>(
  ask: () => Registry<E>,
  more: (entry: E) => MoreFacts = () => ({ facts: {}, rows: [] }),
  example?: string,
): Kind {
  const listed = (entry: E): Listed => ({
    entry,
    more: () => more(entry),
    ...(entry.wraps && example !== undefined && { around: example }),
  });
  return {
    noun: ask().kind,
    all: () => ask().entries().map(listed),
    get: (name) => listed(ask().get(name)),
    find: (name) => {
      const entry = ask().find(name);
      return entry && listed(entry);
    },
  };
}
