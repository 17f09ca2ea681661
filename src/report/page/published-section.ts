import { publishedNotes, publishedTables } from '../published/published-tables.ts';
import type { SetBeside } from '../published/set-beside.ts';
import { html, type Markup } from './markup.ts';
import { textTableSection } from './text-table-section.ts';

/** What others published of the same study, beside what came out here. */
export function publishedSection(beside: SetBeside): Markup {
  return html`<section id="published">
<h2>Published and ours</h2>
${publishedTables(beside).map(textTableSection)}
${publishedNotes(beside).map(
  (note) => html`<p class="about">${note}</p>
`,
)}
</section>
`;
}
