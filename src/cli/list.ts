import type { Argv, CommandModule } from 'yargs';
import { agents, networks } from '../../agents/index.ts';
import { environments, makeEnv } from '../../envs/index.ts';
import { formatValue, type Value } from '../call-expression.ts';
import { UsageError } from '../errors.ts';
import { testFunctions } from '../loss-map/functions/index.ts';
import { optimizers } from '../optimizers/index.ts';
import type { Registry, RegistryEntry } from '../registry.ts';
import { formatNumber } from '../report/format.ts';
import { print } from '../report/print.ts';
import { describeSettings } from '../settings.ts';
import type { ActionSpace } from '../spaces.ts';
import { definitions, termWidth } from './definitions.ts';
import { optimizerFactRows, optimizerFacts } from './optimizer-facts.ts';

/** What else there is to know of an entry: as plain data, and as terms and what they mean. */
interface MoreFacts {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly rows: readonly (readonly string[])[];
}

/** One thing to choose from. */
interface Listed {
  readonly entry: RegistryEntry;
  readonly more: () => MoreFacts;
}

/** What is listed under the name that `list` takes. */
interface Kind {
  /** What each of them is: `optimizer`. */
  readonly noun: string;
  readonly all: () => readonly Listed[];
  /** @throws UsageError for an unknown name. */
  readonly get: (name: string) => Listed;
}

function kindOf<E extends RegistryEntry>(
  registry: Registry<E>,
  more: (entry: E) => MoreFacts = () => ({ facts: {}, rows: [] }),
): Kind {
  const listed = (entry: E): Listed => ({ entry, more: () => more(entry) });
  return {
    noun: registry.kind,
    all: () => registry.entries().map(listed),
    get: (name) => listed(registry.get(name)),
  };
}

function envFacts(entry: RegistryEntry): MoreFacts {
  const { id: _, stateLength: __, places: ___, ...facts } = makeEnv(entry.name, { size: 1 }).spec;
  return { facts, rows: Object.entries(facts).map(([key, value]) => [words(key), factText(value)]) };
}

const kinds: Readonly<Record<string, Kind>> = {
  envs: kindOf(environments, envFacts),
  agents: kindOf(agents),
  optimizers: kindOf(optimizers, (entry) => {
    const facts = optimizerFacts(entry);
    return { facts, rows: optimizerFactRows(facts) };
  }),
  networks: kindOf(networks),
  functions: kindOf(testFunctions),
};

/** Everything about an entry, for programs. */
function asData({ entry, more }: Listed) {
  return {
    name: entry.name,
    aliases: entry.aliases ?? [],
    summary: entry.summary,
    source: entry.source,
    wraps: entry.wraps === true,
    settings: describeSettings(entry.settings),
    facts: more().facts,
  };
}

/** One line an entry; those that change another stand by themselves. */
function overview({ noun, all }: Kind): string {
  const entries = all().map(({ entry }) => entry);
  const rows = (chosen: readonly RegistryEntry[]) =>
    chosen.map(({ name, summary, aliases = [] }) => [
      name,
      aliases.length === 0 ? summary : `${summary} (also ${aliases.join(', ')})`,
    ]);
  const wrappers = entries.filter(({ wraps }) => wraps === true);
  const others = entries.filter(({ wraps }) => wraps !== true);
  if (wrappers.length === 0) return definitions(rows(others));
  const width = termWidth(rows(entries));
  return [
    definitions(rows(others), width),
    '',
    `Around any ${noun}, as in ${wrappers[0]!.name}(${others[0]!.name}):`,
    '',
    definitions(rows(wrappers), width),
  ].join('\n');
}

function details({ entry, more }: Listed): string {
  const { name, aliases = [], summary, source } = entry;
  const settings = describeSettings(entry.settings);
  const settingRows = settings.map(({ name: key, type, range, default: fallback, description }) => {
    const notes = [type, range, fallback === undefined ? '' : `default ${formatValue(fallback as Value)}`];
    return [key, `${description} (${notes.filter(Boolean).join('; ')})`];
  });
  const example = `${name}(${entry.wraps ? 'ADAM,' : ''}${settings[0]?.name}=…)`;
  return [
    [name, ...aliases].join(', '),
    '',
    definitions([['what it is', summary], ['source', source], ...more().rows]),
    '',
    settings.length === 0 ? 'It has no settings.' : `Settings, as in "${example}":`,
    '',
    definitions(settingRows),
  ].join('\n');
}

/** `maxEpisodeSteps` → `max episode steps` */
function words(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A fact for people to read. */
function factText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  const space = value as ActionSpace | null;
  if (space?.kind === 'discrete') return `${space.n} actions`;
  if (space?.kind === 'box') {
    const [low, high] = [space.low, space.high].map((bounds) => bounds.map(formatNumber).join(', '));
    return `${space.low.length} numbers from [${low}] to [${high}]`;
  }
  return value === null ? 'none' : String(value);
}

/** JSON in which unbounded spaces say so: JSON itself has no infinity. */
function toJson(value: unknown): string {
  const spellInfinity = (_key: string, each: unknown): unknown =>
    typeof each === 'number' && Math.abs(each) === Infinity ? (each > 0 ? 'inf' : '-inf') : each;
  return JSON.stringify(value, spellInfinity, 2) ?? 'none';
}

export const listCommand: CommandModule = {
  command: 'list [kind] [name]',
  describe: 'what there is to choose from, with settings, defaults and sources',
  builder: (yargs: Argv) =>
    yargs
      .positional('kind', { type: 'string', describe: Object.keys(kinds).join(', ') })
      .positional('name', { type: 'string', describe: 'one of them, in detail' })
      .option('json', { type: 'boolean', default: false, describe: 'print everything as JSON' })
      .example('$0 list optimizers', 'all optimizers')
      .example('$0 list optimizers MILO', "MILO's hyper-parameters"),
  handler: async (argv) => {
    const kind = argv.kind as string | undefined;
    if (kind === undefined || !Object.hasOwn(kinds, kind)) {
      const given = kind === undefined ? 'nothing' : `"${kind}"`;
      throw new UsageError(`list what? choose one of ${Object.keys(kinds).join(', ')}; given ${given}`);
    }
    const chosen = kinds[kind]!;
    if (argv.name === undefined) {
      await print(`${argv.json === true ? toJson(chosen.all().map(asData)) : overview(chosen)}\n`);
      return;
    }
    const listed = chosen.get(String(argv.name));
    await print(`${argv.json === true ? toJson(asData(listed)) : details(listed)}\n`);
  },
};
