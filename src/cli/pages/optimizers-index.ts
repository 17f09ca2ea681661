import { groupBy } from '../../group-by.ts';
import { notation, readingOfEquations } from '../../optimizers/entry/notation.ts';
import type { OptimizerEntry } from '../../optimizers/index.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import { familyOf } from './families.ts';
import { memberTable, notationParts } from './page-parts.ts';

const introduction = `What there is, a page each: what an update computes, settings with defaults and ranges, memory, cost, what goes
with what, recorded learning rates. \`rl-bench list NAME\` shows the same in a terminal, \`rl-bench list optimizers --search
WORD\` finds some. These pages are written by \`npm run pages\`.`;

/** The page that leads to all others: families with their members, and the notation of equations. */
export function optimizersIndex(entries: readonly OptimizerEntry[]): string {
  const families = groupBy(entries, familyOf);
  const parts = [
    '# Optimizers',
    introduction,
    ...[...families].flatMap(([family, members]) => [`## ${escapeMarkdown(family)}`, memberTable(members)]),
    ...notationParts(readingOfEquations, notation),
  ];
  return `${parts.join('\n\n')}\n`;
}
