import { several } from '../../several.ts';
import { type Comparison, sentences } from '../compare/index.ts';
import { legend, textTables } from '../compare/text-tables.ts';
import { html, type Markup } from './markup.ts';
import { textTableSection } from './text-table-section.ts';

/** Further ones are folded. */
const mostSentences = 10;

/** What `rl-bench compare` says: sentences, what one has to know of them, and tables. */
export function comparisonSection(comparison: Comparison, prefix = ''): Markup {
  const said = sentences(comparison);
  const folded = said.slice(mostSentences);
  return html`<section id="${prefix}comparison">
<h2>Which is better</h2>
${sentenceList(said.slice(0, mostSentences))}
${folded.length === 0 ? undefined : html`<details><summary>${several(folded.length, 'more sentence')}</summary>${sentenceList(folded)}</details>`}
${comparison.notes.map(
  (note) => html`<p class="about">${note}</p>
`,
)}
${textTables(comparison).map(textTableSection)}
${legend(comparison).map(
  (line) => html`<p class="about">${line}</p>
`,
)}
</section>
`;
}

function sentenceList(said: readonly string[]): Markup {
  return html`<ul class="plain">${said.map(
    (sentence) => html`<li>${sentence}</li>
`,
  )}</ul>`;
}
