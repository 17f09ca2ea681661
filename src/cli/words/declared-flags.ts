import yargs, { type Argv } from 'yargs';
import type { Command } from '../command.ts';
import { pluginOption } from '../plugin-option.ts';

/** A flag as a command declares it. */
export interface DeclaredFlag {
  /** Its main name, without dashes. */
  readonly name: string;
  /** How many values it takes. */
  readonly takes: 'none' | 'one' | 'several';
}

/** What a command declares of itself. */
export interface Declared {
  /** The flag of a name, `no-` before it included; undefined where there is none. */
  readonly find: (name: string) => DeclaredFlag | undefined;
  /** Main names of all. */
  readonly names: readonly string[];
  /** Names of what stands behind the command without a flag before it, though a flag of that name is understood too. */
  readonly positionals: readonly string[];
}

/** What yargs knows about the flags declared so far; its types leave it out. */
interface DeclaredOptions {
  readonly key: Readonly<Record<string, unknown>>;
  readonly alias: Readonly<Record<string, readonly string[]>>;
  readonly array: readonly string[];
  readonly boolean: readonly string[];
  /** How many values each takes every time that it is given, where that was said. */
  readonly narg: Readonly<Record<string, number>>;
}

export function declaredOptions<T>(parser: Argv<T>): DeclaredOptions {
  return (parser as unknown as { getOptions(): DeclaredOptions }).getOptions();
}

/** Declares the flags that all commands have. */
export function declareCommon(parser: Argv, version: string): Argv {
  return parser.option('plugin', pluginOption).version(version).help().alias({ help: 'h', version: 'v' });
}

/** What a command declares, found by letting it do so. */
export async function declaredBy({ spellings, load }: Command): Promise<Declared> {
  const { builder } = await load();
  const parser = declareCommon(yargs([]), '');
  if (typeof builder === 'function') builder(parser);
  const { key, alias, array, boolean } = declaredOptions(parser);
  const others = new Set(Object.values(alias).flat());
  const names = Object.keys(key).filter((name) => !others.has(name));
  const flags = new Map<string, DeclaredFlag>();
  for (const name of names) {
    const takes = boolean.includes(name) ? 'none' : array.includes(name) ? 'several' : 'one';
    for (const spelling of [name, ...(alias[name] ?? [])]) flags.set(spelling, { name, takes });
    // yargs reads it without its being declared.
    if (takes === 'none') flags.set(`no-${name}`, { name: `no-${name}`, takes });
  }
  return {
    find: (name) => flags.get(name),
    names,
    positionals: spellings.flatMap((spelling) =>
      [...spelling.matchAll(/[[<]([\w-]+)/g)].map(([, name]) => name!),
    ),
  };
}
