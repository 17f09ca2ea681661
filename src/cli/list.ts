import type { Argv, CommandModule } from 'yargs';
import { agents, networks } from '../../agents/index.ts';
import { environments, makeEnv } from '../../envs/index.ts';
import { UsageError } from '../errors.ts';
import { optimizers } from '../optimizers/index.ts';
import type { RegistryEntry } from '../registry.ts';
import { table } from '../report/table.ts';
import { describeSettings } from '../settings.ts';

const terminalWidth = 80;

/** One thing to choose from, as `list` shows it. */
interface Listed {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly source: string;
  readonly settings: ReturnType<typeof describeSettings>;
  /** What else there is to know; shown with `list KIND NAME`. */
  readonly facts: Readonly<Record<string, unknown>>;
}

function listed(entry: RegistryEntry, facts: Listed['facts'] = {}): Listed {
  return {
    name: entry.name,
    aliases: entry.aliases ?? [],
    summary: entry.summary,
    source: entry.source,
    settings: describeSettings(entry.settings),
    facts,
  };
}

function listedEnv(entry: RegistryEntry): Listed {
  const { id: _, stateLength: __, ...facts } = makeEnv(entry.name, { size: 1 }).spec;
  return listed(entry, facts);
}

/** Everything that can be chosen, by the name that `list` takes. */
const kinds: Readonly<Record<string, () => readonly Listed[]>> = {
  envs: () => environments.entries().map(listedEnv),
  agents: () => agents.entries().map((entry) => listed(entry)),
  optimizers: () => optimizers.entries().map((entry) => listed(entry)),
  networks: () => networks.entries().map((entry) => listed(entry)),
};

const registries = { envs: environments, agents, optimizers, networks } as const;

function overview(entries: readonly Listed[]): string {
  return table<Listed>(
    [
      { header: 'name', cell: ({ name, aliases }) => [name, ...aliases].join(', ') },
      { header: 'what it is', cell: ({ summary }) => summary, wraps: true },
    ],
    entries,
    { width: terminalWidth },
  );
}

function details({ name, aliases, summary, source, settings, facts }: Listed): string {
  const head = [
    [name, ...aliases].join(', '),
    summary,
    `source: ${source}`,
    ...Object.entries(facts).map(
      ([key, value]) => `${key}: ${typeof value === 'string' ? value : toJson(value)}`,
    ),
  ];
  const body = table<Listed['settings'][number]>(
    [
      { header: 'setting', cell: (setting) => setting.name },
      { header: 'default', cell: (setting) => toJson(setting.default ?? null) },
      { header: 'allowed', cell: ({ type, range }) => [type, range].filter(Boolean).join(', ') },
      { header: 'meaning', cell: ({ description }) => description, wraps: true },
    ],
    settings,
    { width: terminalWidth },
  );
  return [...head, '', body].join('\n');
}

/** JSON in which unbounded spaces say so: JSON itself has no infinity. */
function toJson(value: unknown, indent?: number): string {
  const spellInfinity = (_key: string, each: unknown): unknown =>
    typeof each === 'number' && Math.abs(each) === Infinity ? (each > 0 ? 'inf' : '-inf') : each;
  return JSON.stringify(value, spellInfinity, indent) ?? 'none';
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
  handler(argv) {
    const kind = argv.kind as string | undefined;
    if (kind === undefined || !(kind in kinds)) {
      const given = kind === undefined ? 'nothing' : `"${kind}"`;
      throw new UsageError(`list what? choose one of ${Object.keys(kinds).join(', ')}; given ${given}`);
    }
    const all = kinds[kind]!();
    if (argv.name === undefined) {
      console.log(argv.json === true ? toJson(all, 2) : overview(all));
      return;
    }
    const { name } = registries[kind as keyof typeof registries].get(String(argv.name));
    const chosen = all.find((entry) => entry.name === name)!;
    console.log(argv.json === true ? toJson(chosen, 2) : details(chosen));
  },
};
