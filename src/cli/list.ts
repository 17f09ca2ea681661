import cliui from 'cliui';
import type { Argv, CommandModule } from 'yargs';
import { agents, networks } from '../../agents/index.ts';
import { environments, makeEnv } from '../../envs/index.ts';
import { formatValue, type Value } from '../call-expression.ts';
import { UsageError } from '../errors.ts';
import { optimizers } from '../optimizers/index.ts';
import type { RegistryEntry } from '../registry.ts';
import { formatNumber } from '../report/format.ts';
import { print } from '../report/print.ts';
import { describeSettings } from '../settings.ts';
import type { ActionSpace } from '../spaces.ts';

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
  const summaryOf = ({ summary, aliases }: Listed): string =>
    aliases.length === 0 ? summary : `${summary} (also ${aliases.join(', ')})`;
  return definitions(entries.map((entry) => [entry.name, summaryOf(entry)]));
}

function details({ name, aliases, summary, source, settings, facts }: Listed): string {
  const factRows = Object.entries(facts).map(([key, value]) => [words(key), factText(value)]);
  const settingRows = settings.map(({ name: key, type, range, default: fallback, description }) => {
    const notes = [type, range, fallback === undefined ? '' : `default ${formatValue(fallback as Value)}`];
    return [key, `${description} (${notes.filter(Boolean).join('; ')})`];
  });
  return [
    [name, ...aliases].join(', '),
    '',
    definitions([['what it is', summary], ['source', source], ...factRows]),
    '',
    settings.length === 0 ? 'It has no settings.' : `Settings, as in "${name}(${settings[0]!.name}=…)":`,
    '',
    definitions(settingRows),
  ].join('\n');
}

/** Terms and what they mean, side by side, broken between words. */
function definitions(rows: readonly (readonly string[])[]): string {
  const ui = cliui({ width: terminalWidth, wrap: true });
  const width = Math.max(0, ...rows.map(([term]) => term!.length)) + 4;
  for (const [term, meaning] of rows)
    ui.div({ text: term!, width, padding: [0, 2, 0, 0] }, { text: meaning! });
  return ui.toString();
}

/** `maxEpisodeSteps` → `max episode steps` */
function words(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A fact for people to read. */
function factText(value: unknown): string {
  if (typeof value === 'string') return value;
  const space = value as ActionSpace | null;
  if (space?.kind === 'discrete') return `${space.n} actions`;
  if (space?.kind === 'box') {
    const [low, high] = [space.low, space.high].map((bounds) => bounds.map(formatNumber).join(', '));
    return `${space.low.length} numbers from [${low}] to [${high}]`;
  }
  return value === null ? 'none' : String(value);
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
  handler: async (argv) => {
    const kind = argv.kind as string | undefined;
    if (kind === undefined || !(kind in kinds)) {
      const given = kind === undefined ? 'nothing' : `"${kind}"`;
      throw new UsageError(`list what? choose one of ${Object.keys(kinds).join(', ')}; given ${given}`);
    }
    const all = kinds[kind]!();
    if (argv.name === undefined) {
      await print(`${argv.json === true ? toJson(all, 2) : overview(all)}\n`);
      return;
    }
    const { name } = registries[kind as keyof typeof registries].get(String(argv.name));
    const chosen = all.find((entry) => entry.name === name)!;
    await print(`${argv.json === true ? toJson(chosen, 2) : details(chosen)}\n`);
  },
};
