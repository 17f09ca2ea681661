import type { Argv, CommandModule } from 'yargs';
import { networks } from '../../../agents/index.ts';
import { makeEnv } from '../../../envs/index.ts';
import { nameIn } from '../../call-expression.ts';
import { decisionRules } from '../../controllers/decision.ts';
import { controllers } from '../../controllers/index.ts';
import { diagnostics } from '../../diagnostics/index.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../../errors.ts';
import { groupBy } from '../../group-by.ts';
import { notationOf } from '../../optimizers/entry/notation.ts';
import { optimizers } from '../../optimizers/index.ts';
import type { Registry, RegistryEntry } from '../../registry.ts';
import { searchRules } from '../../search/index.ts';
import { searchNotationOf } from '../../search/notation.ts';
import { describeSettings } from '../../settings.ts';
import { several } from '../../several.ts';
import type { ActionSpace } from '../../spaces.ts';
import { environmentDefaults, hasRecipe } from '../../sweep/plan/environment-defaults.ts';
import { testFunctions } from '../../test-functions/index.ts';
import { definitions, termWidth } from '../../text/definitions.ts';
import { formatNumber } from '../../text/format.ts';
import { workloads } from '../../workloads/index.ts';
import { resolveTask, taskAgents, tasks } from '../../workloads/tasks.ts';
import { details, type Listed, type MoreFacts } from '../list-details.ts';
import { optimizerFactRows, optimizerFacts } from '../optimizer-facts.ts';
import { print } from '../print.ts';
import {
  agentRecipeRows,
  agentRecipes,
  environmentRecipeRows,
  recordedRateRows,
  recordedRates,
} from '../recipe-facts.ts';
import { optional } from '../single.ts';

/** What is listed under the name that `list` takes. */
interface Kind {
  /** What each of them is: `optimizer`. */
  readonly noun: string;
  readonly all: () => readonly Listed[];
  /** @throws UsageError for an unknown name. */
  readonly get: (name: string) => Listed;
  readonly find: (name: string) => Listed | undefined;
}

/** @param ask for the registry, which plugins may have added to since. */
function kindOf<E extends RegistryEntry>(
  ask: () => Registry<E>,
  more: (entry: E) => MoreFacts = () => ({ facts: {}, rows: [] }),
): Kind {
  const listed = (entry: E): Listed => ({ entry, more: () => more(entry) });
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

function taskFacts({ name }: RegistryEntry): MoreFacts {
  const facts = workloads.find(name) ? workloadFacts(name) : envFacts(name);
  const rows = Object.entries(facts).map(([key, value]) => [words(key), factText(value)]);
  const recipe = hasRecipe(name) ? environmentDefaults(name) : null;
  return { facts: { ...facts, recipe }, rows: [...rows, ...environmentRecipeRows(name)] };
}

function envFacts(name: string): MoreFacts['facts'] {
  const { id: _, stateLength: __, places: ___, ...facts } = makeEnv(name, { size: 1 }).spec;
  return facts;
}

function workloadFacts(name: string): MoreFacts['facts'] {
  const { agents, threshold, words } = resolveTask(name);
  const [agent] = agents.entries();
  return { onlyAgent: agent!.name, score: words.score, budgetIn: `${words.unit}s`, threshold };
}

function agentFacts({ name }: RegistryEntry): MoreFacts {
  const only = workloads.entries().filter(({ agent }) => agent.name === name);
  const learns = only.map((task) => task.name);
  return {
    facts: { recipes: agentRecipes(name), ...(learns.length > 0 && { onlyLearns: learns }) },
    rows: [...(learns.length > 0 ? [['learns only', learns.join(', ')]] : []), ...agentRecipeRows(name)],
  };
}

const kinds: Readonly<Record<string, Kind>> = {
  envs: kindOf(tasks, taskFacts),
  agents: kindOf(taskAgents, agentFacts),
  optimizers: kindOf(
    () => optimizers,
    (entry) => {
      const facts = optimizerFacts(entry);
      const { equation } = entry;
      return {
        facts: { ...facts, ...(equation && { equation }), recordedRates: recordedRates(entry.name) },
        rows: [...optimizerFactRows(facts), ...recordedRateRows(entry.name)],
        equation: equation && { lines: equation, symbols: notationOf(equation) },
      };
    },
  ),
  networks: kindOf(() => networks),
  controllers: kindOf(
    () => controllers,
    ({ decides }) => ({
      facts: { decides },
      rows: [['decides', decides.map((name) => decisionRules[name].quantity).join(', ')]],
    }),
  ),
  diagnostics: kindOf(
    () => diagnostics,
    ({ cost = 'it does not say' }) => ({ facts: { cost }, rows: [['cost', cost]] }),
  ),
  functions: kindOf(() => testFunctions),
  'search-rules': kindOf(
    () => searchRules,
    ({ name, equation, reach }) => ({
      facts: {
        agent: 'policy-search',
        reach: reach ?? null,
        ...(equation && { equation }),
        recordedRates: recordedRates(name),
      },
      rows: [
        ['for', '--agent policy-search'],
        ...(reach === undefined
          ? []
          : [['has no learning rate', `its ${reach} says how far it looks around`]]),
        ...recordedRateRows(name),
      ],
      equation: equation && { lines: equation, symbols: searchNotationOf(equation) },
    }),
  ),
};

/** Everything about an entry, for programs. */
function asData({ entry, more }: Listed) {
  return {
    name: entry.name,
    aliases: entry.aliases ?? [],
    summary: entry.summary,
    source: entry.source,
    family: entry.family ?? null,
    wraps: entry.wraps === true,
    settings: describeSettings(entry.settings),
    facts: more().facts,
  };
}

/** Whether each of some words stands in what is said of an entry, whatever the case. */
function mentions({ entry }: Listed, words: readonly string[]): boolean {
  const { name, aliases = [], summary, source, family = '', settings } = entry;
  const said = [name, ...aliases, summary, source, family, ...Object.keys(settings.shape)]
    .join('\n')
    .toLowerCase();
  return words.every((word) => said.includes(word.toLowerCase()));
}

/** One line an entry, families together; those that change another stand behind all others. */
function overview({ noun, all }: Kind, chosen: readonly Listed[] = all()): string {
  const entries = chosen.map(({ entry }) => entry);
  const rows = (some: readonly RegistryEntry[]) =>
    some.map(({ name, summary, aliases = [] }) => [
      name,
      aliases.length === 0 ? summary : `${summary} (also ${aliases.join(', ')})`,
    ]);
  const width = termWidth(rows(entries));
  const around = (wrapper: string) => `Around another ${noun}, as in ${wrapper}(${all()[0]!.entry.name})`;
  const families = groupBy(
    entries.filter(({ wraps }) => wraps !== true),
    ({ family = '' }) => family,
  );
  const wrappers = entries.filter(({ wraps }) => wraps === true);
  const unnamed = families.size > 1 ? 'others' : '';
  const parts: (readonly [title: string, some: readonly RegistryEntry[]])[] = [
    ...[...families].map(([family, some]) => [family || unnamed, some] as const),
    ...(wrappers.length > 0 ? [[around(wrappers[0]!.name), wrappers] as const] : []),
  ];
  return parts
    .map(([title, some]) => `${title && `${title}:\n\n`}${definitions(rows(some), width)}`)
    .join('\n\n');
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
  if (space?.kind === 'discrete') return several(space.n, 'action');
  if (space?.kind === 'box') {
    const [low, high] = [space.low, space.high].map((bounds) => bounds.map(formatNumber).join(', '));
    return `${several(space.low.length, 'number')} from [${low}] to [${high}]`;
  }
  return value === null ? 'none' : String(value);
}

/** JSON in which unbounded spaces say so: JSON itself has no infinity. */
function toJson(value: unknown): string {
  const spellInfinity = (_key: string, each: unknown): unknown =>
    typeof each === 'number' && Math.abs(each) === Infinity ? (each > 0 ? 'inf' : '-inf') : each;
  return JSON.stringify(value, spellInfinity, 2) ?? 'none';
}

/** All names, a line a kind. */
function contents(): string {
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

/** The kind that a word names: `envs`, `env`, `environment` or `environments`. */
function kindNamed(word: string): Kind | undefined {
  const [, found] =
    Object.entries(kinds).find(([key, { noun }]) =>
      [key, key.replace(/s$/, ''), noun, `${noun}s`].includes(word.toLowerCase()),
    ) ?? [];
  return found;
}

/** What bears a name, of whatever kind. @throws UsageError if nothing does. */
function named(word: string): Listed[] {
  const found = Object.values(kinds).flatMap(({ find }) => find(nameIn(word)) ?? []);
  if (found.length > 0) return found;
  const known = Object.values(kinds).flatMap(({ all }) => all().map(({ entry }) => entry.name));
  const hint = didYouMean(word, [...Object.keys(kinds), ...known]);
  throw new UsageError(
    `there is nothing to list that is called "${word}"${hint} (it takes a name, or one of ${Object.keys(kinds).join(', ')})`,
  );
}

/** `list --search momentum`, `list optimizers --search "Metz 2022"`. @throws UsageError where nothing is found. */
async function search(wanted: readonly string[], text: string, json: boolean): Promise<void> {
  const name = wanted.find((word) => !kindNamed(word));
  if (name !== undefined) {
    throw new UsageError(
      `--search looks through whole kinds (${Object.keys(kinds).join(', ')}), given "${name}"; leave it out to look through all`,
    );
  }
  const words = text.split(/\s+/).filter(Boolean);
  const among = wanted.map(kindNamed);
  const found = Object.entries(kinds).flatMap(([key, kind]) => {
    if (among.length > 0 && !among.includes(kind)) return [];
    const entries = kind.all().filter((each) => mentions(each, words));
    return entries.length === 0 ? [] : [{ key, kind, entries }];
  });
  if (found.length === 0) {
    throw new UsageError(
      `nothing has ${JSON.stringify(text)} in its name, summary, source or the names of its settings`,
    );
  }
  const data = () => Object.fromEntries(found.map(({ key, entries }) => [key, entries.map(asData)]));
  const pages = found.map(({ key, kind, entries }) => `${key}:\n\n${overview(kind, entries)}`);
  await print(`${json ? toJson(data()) : pages.join('\n\n')}\n`);
}

/** `list`, `list optimizers`, `list optimizers MILO ADAM`, `list MILO cartpole`. */
async function list(wanted: readonly string[], json: boolean): Promise<void> {
  const [first, ...others] = wanted;
  const kind = first === undefined ? undefined : kindNamed(first);
  if (first === undefined) {
    const everything = () => Object.entries(kinds).map(([key, { all }]) => [key, all().map(asData)]);
    await print(`${json ? toJson(Object.fromEntries(everything())) : contents()}\n`);
  } else if (kind && others.length === 0) {
    await print(`${json ? toJson(kind.all().map(asData)) : overview(kind)}\n`);
  } else {
    const found = kind ? others.map((name) => kind.get(nameIn(name))) : wanted.flatMap(named);
    const data = () => (found.length === 1 ? asData(found[0]!) : found.map(asData));
    await print(`${json ? toJson(data()) : found.map(details).join('\n\n\n')}\n`);
  }
}

/** The pages about all of a kind, by file, for a folder. Kinds that are not here have none. */
const pagesOf: Readonly<Record<string, (folder: string) => Promise<ReadonlyMap<string, string>>>> = {
  optimizers: async (folder) => (await import('../pages/optimizer-pages.ts')).optimizerPages(folder),
  'search-rules': async () => (await import('../pages/search-rule-pages.ts')).searchRulePages(),
};

/** `list optimizers --pages docs/optimizers`. @throws UsageError for anything else to list. */
async function pages(
  wanted: readonly string[],
  text: string | undefined,
  json: boolean,
  folder: string,
): Promise<void> {
  const [kind, ...others] = wanted.map(kindNamed);
  const [, make] = Object.entries(pagesOf).find(([key]) => kind !== undefined && kinds[key] === kind) ?? [];
  if (make === undefined || others.length > 0 || text !== undefined || json) {
    throw new UsageError(
      '--pages is about all optimizers or all search rules; write rl-bench list optimizers --pages FOLDER or rl-bench list ' +
        'search-rules --pages FOLDER, and nothing beside it',
    );
  }
  const { writePages } = await import('../pages/write-pages.ts');
  writePages(folder, await make(folder));
}

export const listCommand: CommandModule = {
  builder: (yargs: Argv) =>
    yargs
      .positional('what', {
        type: 'string',
        array: true,
        describe: `${Object.keys(kinds).join(', ')}, or the name of anything`,
      })
      .option('search', {
        type: 'string',
        requiresArg: true,
        describe: 'only what has these words in its name, summary, source or the names of its settings',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print everything as JSON' })
      .option('pages', {
        type: 'string',
        requiresArg: true,
        describe:
          'write a page of Markdown about each optimizer, or search rule, into this folder, and print nothing',
      })
      .example('$0 list', 'all names')
      .example('$0 list optimizers', 'all optimizers, a line each')
      .example('$0 list optimizers --search sign', 'those that have to do with signs')
      .example('$0 list MILO', "MILO's hyper-parameters"),
  handler: (argv) => {
    const [wanted, text, json, folder] = [
      (argv.what ?? []) as string[],
      optional(argv, 'search'),
      argv.json === true,
      optional(argv, 'pages'),
    ];
    if (folder !== undefined) return pages(wanted, text, json, folder);
    return text === undefined ? list(wanted, json) : search(wanted, text, json);
  },
};
