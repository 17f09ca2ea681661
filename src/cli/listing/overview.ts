import { groupBy } from '../../group-by.ts';
import type { RegistryEntry } from '../../registry.ts';
import { describeSettings } from '../../settings.ts';
import { definitions, termWidth } from '../../text/definitions.ts';
import type { Listed } from './details.ts';
import type { Kind } from './kind.ts';
import { kinds } from './kinds.ts';

/** One line an entry, families together; those that change another stand behind all others. */
export function overview({ noun, all }: Kind, chosen: readonly Listed[] = all()): string {
  const entries = chosen.map(({ entry }) => entry);
  const rows = (some: readonly RegistryEntry[]) =>
    some.map(({ name, summary, aliases = [] }) => [
      name,
      aliases.length === 0 ? summary : `${summary} (also ${aliases.join(', ')})`,
    ]);
  const width = termWidth(rows(entries));
  const around = (wrapper: RegistryEntry) =>
    `Around another ${noun}, as in ${usage(wrapper, all()[0]!.entry)}`;
  const families = groupBy(
    entries.filter(({ wraps }) => wraps !== true),
    ({ family = '' }) => family,
  );
  const wrappers = entries.filter(({ wraps }) => wraps === true);
  const unnamed = families.size > 1 ? 'others' : '';
  const parts: (readonly [title: string, some: readonly RegistryEntry[]])[] = [
    ...[...families].map(([family, some]) => [family || unnamed, some] as const),
    ...(wrappers.length > 0 ? [[around(wrappers[0]!), wrappers] as const] : []),
  ];
  return parts
    .map(([title, some]) => `${title && `${title}:\n\n`}${definitions(rows(some), width)}`)
    .join('\n\n');
}

/** A wrapper around another entry, with the settings that it cannot do without: `CLIP(SGD)`, `switching(cartpole,every=…)`. */
function usage({ name, settings }: RegistryEntry, inner: RegistryEntry): string {
  const needed = describeSettings(settings).filter((setting) => setting.default === undefined);
  return `${name}(${[inner.name, ...needed.map((setting) => `${setting.name}=…`)].join(',')})`;
}

/** All names, a line a kind. */
export function contents(): string {
  const rows = Object.entries(kinds).map(([kind, { all }]) => [
    kind,
    all()
      .map(({ entry }) => entry.name)
      .join(', '),
  ]);
  return [
    definitions(rows),
    '',
    'rl-bench list optimizers has a line about each of a kind, rl-bench list ADAM\neverything about one.',
  ].join('\n');
}
