import type { Argv, CommandModule } from 'yargs';
import { nameIn } from '../../call-expression.ts';
import { UsageError } from '../../errors.ts';
import { asData, toJson } from '../listing/as-data.ts';
import { details, type Listed } from '../listing/details.ts';
import { kindNamed, kinds, named } from '../listing/kinds.ts';
import { contents, overview } from '../listing/overview.ts';
import { print } from '../print.ts';
import { optional } from '../single.ts';

/** Whether each of some words stands in what is said of an entry, whatever the case. */
function mentions({ entry }: Listed, words: readonly string[]): boolean {
  const { name, aliases = [], summary, source, family = '', settings } = entry;
  const said = [name, ...aliases, summary, source, family, ...Object.keys(settings.shape)]
    .join('\n')
    .toLowerCase();
  return words.every((word) => said.includes(word.toLowerCase()));
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
