import type { z } from 'zod';
import { type Call, formatCall, isCall, nestedCall, parseCall, type Value } from './call-expression.ts';
import { didYouMean } from './did-you-mean.ts';
import { errorInOneLine, errorWords } from './error-in-one-line.ts';
import { UsageError } from './errors.ts';
import { callsAsWords, noneAsWord, parseSettings } from './settings.ts';

/** What every entry of every registry says about itself. */
export interface RegistryEntry {
  /** The canonical spelling. Look-up ignores case. */
  readonly name: string;
  /** Other spellings, e.g. Gymnasium's ids. */
  readonly aliases?: readonly string[];
  /** One sentence for `rl-bench list`. */
  readonly summary: string;
  /** Paper and reference implementation. */
  readonly source: string;
  readonly settings: z.ZodObject;
  /** What it has in common with others, which `rl-bench list` shows together. Left out where it stands by itself. */
  readonly family?: string;
  /** True if it changes another entry of the same registry, which is named first in its parentheses. */
  readonly wraps?: boolean;
  /** The setting whose value may stand first in the parentheses without its name, as labels have it. */
  readonly first?: string;
  /**
   * For one that does, where its settings depend on what it wraps: all of them, {@link settings} first.
   *
   * @param inner what it wraps.
   */
  settingsAround?(inner: RegistryEntry): z.ZodObject;
  /**
   * Settings that are not typed but found out, so that a choice is the same wherever it is made again: what a file is that
   * it names. They count as set by the user.
   *
   * @throws UsageError where the choice cannot be made, as where the file is another one than before.
   */
  pin?(settings: z.output<z.ZodObject>): Readonly<Record<string, Value>>;
}

/** An entry together with the settings a user asked for. */
export interface Resolved<E extends RegistryEntry> {
  readonly entry: E;
  /** All settings, defaults filled in. */
  readonly settings: z.output<E['settings']>;
  /** What it wraps, for an entry that does. */
  readonly inner?: Resolved<E>;
  /** What the user set, under canonical names and in the schema's order: `MILO(lr=0.01)`. */
  readonly call: Call;
  /** {@link call} as text: the identity of the choice in results. */
  readonly label: string;
}

/** The plugin that has registered an entry, as the user names it. */
const registrants = new WeakMap<object, string>();
let registrant: string | undefined;

/** Does some work, and remembers of entries that are registered meanwhile which plugin they come from. */
export async function registeredBy<T>(plugin: string, work: () => Promise<T>): Promise<T> {
  registrant = plugin;
  try {
    return await work();
  } finally {
    registrant = undefined;
  }
}

/** Names of other tools that are none here, and what there is instead. */
export interface AbsentNames {
  readonly names: RegExp;
  readonly instead: string;
}

/** What some registries know of their names and choices. */
export interface RegistryOptions<E extends RegistryEntry> {
  /** What to say of names that people ask for in vain. */
  readonly absent?: readonly AbsentNames[];
  /** Throws a UsageError for a choice that is spelled well and still cannot be used. */
  readonly check?: (resolved: Resolved<E>) => void;
}

/** A map of name → entry. Built-ins register through the same door as a plugin. */
export class Registry<E extends RegistryEntry> {
  readonly #byName = new Map<string, E>();
  readonly #entries: E[] = [];

  readonly #functions: readonly (keyof E & string)[];
  readonly #absent: readonly AbsentNames[];
  readonly #check: ((resolved: Resolved<E>) => void) | undefined;

  /**
   * @param kind what the entries are, for error messages: `optimizer`, `environment`.
   * @param functions those that every entry must have.
   */
  constructor(
    readonly kind: string,
    functions: readonly (keyof E & string)[] = [],
    { absent = [], check }: RegistryOptions<E> = {},
  ) {
    this.#functions = functions;
    this.#absent = absent;
    this.#check = check;
  }

  /** Adds an entry. @throws UsageError if the name or an alias is taken, or if it lacks what an entry must have. */
  register(entry: E): void {
    this.#refuseIncomplete(entry);
    const names = [entry.name, ...(entry.aliases ?? [])];
    const taken = names.find((name) => this.#byName.has(name.toLowerCase()));
    if (taken !== undefined)
      throw new UsageError(`${this.kind} "${taken}" is registered already; choose another name`);
    for (const name of names) this.#byName.set(name.toLowerCase(), entry);
    this.#entries.push(entry);
    if (registrant !== undefined) registrants.set(entry, registrant);
  }

  /** The entries that a plugin has registered. */
  entriesOf(plugin: string): readonly E[] {
    return this.#entries.filter((entry) => registrants.get(entry) === plugin);
  }

  /** True for what a plugin has registered, whose answers are to be looked at. */
  isPlugins(entry: E): boolean {
    return registrants.has(entry);
  }

  /** An entry as messages name it: `optimizer "X"`, with the plugin that it comes from. */
  called(entry: E): string {
    const plugin = registrants.get(entry);
    return `${this.kind} "${entry.name}"${plugin === undefined ? '' : ` of plugin "${plugin}"`}`;
  }

  /** What an entry's own code has thrown, in one line, with the place in its plugin where that is known. */
  explain(entry: E, error: unknown): string {
    const plugin = registrants.get(entry);
    return plugin === undefined ? errorWords(error) : errorInOneLine(error, plugin);
  }

  /** A registry of the same kind that knows further entries too; this one stays as it is. */
  with(others: readonly RegistryEntry[]): Registry<RegistryEntry> {
    const all = new Registry<RegistryEntry>(this.kind, [], { absent: this.#absent });
    for (const entry of [...this.#entries, ...others]) all.register(entry);
    return all;
  }

  /** All entries in the order they were registered. */
  entries(): readonly E[] {
    return this.#entries;
  }

  /** The entry of a name in any spelling, if there is one: `ADAMW` of `adam_w` and `torch.optim.AdamW`. */
  find(name: string): E | undefined {
    const exact = this.#byName.get(name.toLowerCase());
    if (exact !== undefined) return exact;
    const alike = [...this.#byName].filter(([key]) => lettersOf(key) === lettersOf(name));
    const found = new Set(alike.map(([, entry]) => entry));
    return found.size === 1 ? alike[0]![1] : undefined;
  }

  /** @throws UsageError for an unknown name, with the nearest known one. */
  get(name: string): E {
    const entry = this.find(name);
    if (entry !== undefined) return entry;
    const known = this.#entries.map((each) => each.name);
    const absent = this.#absent.find(({ names }) => names.test(name));
    const hint = absent
      ? `: ${absent.instead}`
      : didYouMean(
          name,
          [...this.#byName.keys()].map((key) => this.#canonical(key)),
        );
    throw new UsageError(`unknown ${this.kind} "${name}"${hint} (known: ${known.join(', ')})`);
  }

  /** Reads `NAME(key=value,…)` or `WRAPPER(NAME(…),key=value,…)`, finds the entries and checks the settings. */
  resolve(spec: string | Call): Resolved<E> {
    const call = typeof spec === 'string' ? parseCall(spec) : spec;
    const entry = this.get(call.name);
    const inner = this.#inner(entry, call);
    const schema = (inner && entry.settingsAround?.(inner.entry)) ?? entry.settings;
    const typed = noneAsWord(schema, named(entry, call));
    const parsed = parseSettings(entry.name, schema, callsAsWords(schema, typed)) as z.output<E['settings']>;
    const pinned = entry.pin?.(parsed) ?? {};
    const own = { ...typed, ...pinned };
    const settings = { ...parsed, ...pinned };
    const declared = Object.keys(schema.shape);
    const others = Object.keys(own).filter((key) => !declared.includes(key));
    const given = [...declared.filter((key) => Object.hasOwn(own, key)), ...others.sort()];
    const isFirst = (key: string): boolean => key === entry.first;
    const canonical: Call = {
      name: entry.name,
      positional: inner ? [nestedCall(inner.call)] : given.filter(isFirst).map((key) => own[key]!),
      settings: Object.fromEntries(given.filter((key) => !isFirst(key)).map((key) => [key, own[key]!])),
    };
    const resolved = {
      entry,
      settings,
      ...(inner && { inner }),
      call: canonical,
      label: formatCall(canonical),
    };
    this.#check?.(resolved);
    return resolved;
  }

  /** Types say the same, but not to those who write plugins in JavaScript. */
  #refuseIncomplete(entry: E): void {
    if (typeof entry !== 'object' || entry === null) {
      throw new UsageError(
        `what is registered as ${this.kind} must be an object with a name, given ${String(entry)}`,
      );
    }
    const { name } = entry;
    if (typeof name !== 'string' || !/^[A-Za-z][\w.-]*$/.test(name)) {
      throw new UsageError(
        `the name of an entry (${this.kind}) is made of letters, digits, "_", "-" and ".", given ${String(name)}`,
      );
    }
    const lacks = (key: keyof E & string, kind: string): never => {
      throw new UsageError(`${this.kind} "${name}" has no ${key}; give it ${kind}`);
    };
    for (const key of ['summary', 'source'] as const) {
      if (typeof entry[key] !== 'string') lacks(key, 'a line of text');
    }
    const { aliases = [] } = entry;
    if (!Array.isArray(aliases) || aliases.some((alias) => typeof alias !== 'string')) {
      throw new UsageError(`the aliases of ${this.kind} "${name}" must be a list of texts`);
    }
    if (typeof entry.settings?.safeParse !== 'function' || typeof entry.settings.shape !== 'object')
      lacks('settings', 'a z.object({…}), empty if need be');
    for (const key of this.#functions) if (typeof entry[key] !== 'function') lacks(key, 'a function');
    for (const each of [name, ...Object.keys(entry.settings.shape ?? {})]) {
      if (!(each in Object.prototype)) continue;
      throw new UsageError(
        `${this.kind} "${name}" uses the name "${each}", which every JavaScript object has; choose another`,
      );
    }
  }

  /** What a wrapper wraps. */
  #inner(entry: E, call: Call): Resolved<E> | undefined {
    const [first, ...others] = call.positional;
    if (entry.wraps !== true) {
      if (first === undefined || (entry.first !== undefined && others.length === 0)) return undefined;
      const what = entry.first === undefined ? 'settings only' : `settings behind its ${entry.first}`;
      throw new UsageError(`${entry.name} takes key=value ${what}, given ${formatCall(call)}`);
    }
    if (others.length > 0 || !(typeof first === 'string' || (first !== undefined && isCall(first)))) {
      throw new UsageError(
        `${entry.name} wraps one ${this.kind}, named first in its parentheses: ${entry.name}(NAME); given ${formatCall(call)}`,
      );
    }
    return this.resolve(first);
  }

  #canonical(lowerCase: string): string {
    const entry = this.#byName.get(lowerCase)!;
    return (
      [entry.name, ...(entry.aliases ?? [])].find((name) => name.toLowerCase() === lowerCase) ?? entry.name
    );
  }
}

/** The settings of a call, the one that may stand without its name among them. @throws UsageError if it is given twice. */
function named({ name, first }: RegistryEntry, { positional, settings }: Call): Call['settings'] {
  const [value] = positional;
  if (first === undefined || value === undefined) return settings;
  if (!Object.hasOwn(settings, first)) return { [first]: value, ...settings };
  throw new UsageError(`${name} is given its ${first} twice; keep one of them`);
}

/** A name without the module before it and without what separates its parts. */
function lettersOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/^.*\.(?=[^.]+$)/, '')
    .replaceAll(/[_-]/g, '');
}
