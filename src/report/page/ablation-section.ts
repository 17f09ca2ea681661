import { finalScore, type WordsOf } from '../../task-words.ts';
import { columnsFor, countedAsWorst } from '../ablation/ablation-text.ts';
import { changeSentences } from '../ablation/change-sentences.ts';
import type { ReportedAblation } from '../ablation/reported-ablation.ts';
import { whatIsShown } from '../ablation/what-is-shown.ts';
import { html, type Markup } from './markup.ts';
import { textTableSection } from './text-table-section.ts';

/** What each setting of an optimizer changes: for each task what is shown, a sentence a change, and the table. */
export function ablationSection(
  { optimizer, tasks }: ReportedAblation,
  wordsOf: WordsOf,
  prefix = '',
): Markup {
  return html`<section id="${prefix}changes">
<h2>Each change, and what it does</h2>
${tasks.map((task) => {
  const columns = columnsFor(task.effects, wordsOf(task.env));
  return html`<h3>${optimizer}, ${task.design}: ${task.env}, ${task.agent}</h3>
${[...whatIsShown(task.effects), ...countedAsWorst(task)].map(
  (line) => html`<p>${line}</p>
`,
)}
<ul class="plain">${changeSentences(task, optimizer).map(
    (line) => html`<li>${line}</li>
`,
  )}</ul>
${textTableSection({
  heading: '',
  columns: columns.map(({ header, align = 'left' }) => ({ header, align })),
  rows: task.effects.map((effect) => columns.map(({ cell }) => cell(effect))),
})}
<p class="about">change: of the mean ${finalScore(wordsOf(task.env))}, seed by seed. [a, b]: 95 % bootstrap interval over seeds. p Holm: paired sign-flip permutation test, corrected over all changes. *: as ${optimizer} is.</p>
`;
})}</section>
`;
}
