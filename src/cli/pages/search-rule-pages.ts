import { type SearchEntry, searchRules } from '../../search/index.ts';
import { readingOfSearch, searchNotation, searchNotationOf } from '../../search/notation.ts';
import { several } from '../../several.ts';
import {
  equationParts,
  linkedPapers,
  list,
  memberTable,
  notationParts,
  pageFile,
  ratesTable,
  section,
  sentence,
  settingsTable,
} from './page-parts.ts';

const introduction = `Rules that \`--agent policy-search\` learns by, without gradients, a page each: what a generation computes, settings
with defaults and ranges, memory. [Policy search](../policy-search.md) says how they are used and what they come to on cartpole.
\`rl-bench list NAME\` shows the same in a terminal. These pages are written by \`npm run pages\`.`;

/** Numbers of parameters of which pages say how much memory a search takes: those of linear policies, and the most that CMAES takes. */
const lengths = [10, 200];

/** The pages about all search rules, by file. */
export function searchRulePages(): ReadonlyMap<string, string> {
  const entries = searchRules.entries();
  return new Map([
    ['README.md', searchRulesIndex(entries)],
    ...entries.map((entry) => [pageFile(entry.name), searchRulePage(entry)] as const),
  ]);
}

function searchRulesIndex(entries: readonly SearchEntry[]): string {
  const notation = notationParts(readingOfSearch, searchNotation);
  return `${['# Search rules', introduction, memberTable(entries), ...notation].join('\n\n')}\n`;
}

function searchRulePage(entry: SearchEntry): string {
  const { name, summary, equation } = entry;
  const parts = [
    `# ${name}`,
    sentence(summary),
    list(headings(entry)),
    ...(equation ? equationParts(equation, searchNotationOf(equation)) : []),
    '## Settings',
    settingsTable(entry),
    '## Memory',
    list(memoryRows(entry)),
    ...section('## Recorded learning rates', ratesTable(name)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function headings({ name, aliases = [], source, reach }: SearchEntry): string[] {
  return [
    `source: ${linkedPapers(source)}`,
    ...(aliases.length > 0 ? [`also called ${aliases.join(', ')}`] : []),
    `for [policy search](../policy-search.md): \`--agent policy-search --optimizers ${name}\``,
    reach === undefined
      ? 'has a learning rate: `--learning-rates`'
      : `has no learning rate; its \`${reach}\` says how far it looks around`,
  ];
}

function memoryRows({ memory, settings }: SearchEntry): string[] {
  const options = settings.parse({});
  return lengths.map(
    (length) =>
      `${several(memory(length, options), 'number')} of double precision for a policy of ${length} parameters`,
  );
}
