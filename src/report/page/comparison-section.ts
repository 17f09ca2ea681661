import { type Comparison, sentences } from '../compare/index.ts';
import { legend, type TextTable, textTables } from '../compare/text-tables.ts';
import { htmlTable } from './html-table.ts';
import { html, type Markup } from './markup.ts';

/** Further sentences, and tables of more rows, are folded. */
const mostSentences = 10;
const mostRows = 30;

/** What `rl-bench compare` says: sentences, what one has to know of them, and tables. */
export function comparisonSection(comparison: Comparison): Markup {
  const said = sentences(comparison);
  const folded = said.slice(mostSentences);
  return html`<section id="comparison">
<h2>Which is better</h2>
${sentenceList(said.slice(0, mostSentences))}
${folded.length === 0 ? undefined : html`<details><summary>${folded.length} more sentences</summary>${sentenceList(folded)}</details>`}
${comparison.notes.map(
  (note) => html`<p class="about">${note}</p>
`,
)}
${textTables(comparison).map(tableSection)}
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

function tableSection({ heading, columns, rows }: TextTable): Markup {
  const table = htmlTable(
    columns.map(({ header, align }, index) => ({
      header,
      kind: align === 'right' ? ('number' as const) : index === 0 ? ('label' as const) : ('text' as const),
      cell: (row: readonly string[]) => row[index]!,
    })),
    rows,
  );
  return html`${heading === '' ? undefined : html`<h3>${heading}</h3>`}
${rows.length <= mostRows ? table : html`<details><summary>${rows.length} rows</summary>${table}</details>`}
`;
}
