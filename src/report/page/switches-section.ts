import type { SwitchedTask } from '../switches/over-switches.ts';
import { switchesColumns, switchesHeading, switchesNotes } from '../switches/switches-text.ts';
import { html, type Markup } from './markup.ts';
import { textTableSection } from './text-table-section.ts';

/** What the switches of tasks have made of optimizers: a table a task, and what a reader has to know of it. */
export function switchesSection(tasks: readonly SwitchedTask[], prefix = ''): Markup {
  return html`<section id="${prefix}over-switches">
<h2>Over switches</h2>
${tasks.map((task) => {
  const columns = switchesColumns(task);
  return html`${textTableSection({
    heading: switchesHeading(task),
    columns: columns.map(({ header, align = 'left' }) => ({ header, align })),
    rows: task.optimizers.map((own) => columns.map(({ cell }) => cell(own))),
  })}
<p class="about">${switchesNotes(task).join(' ')}</p>
`;
})}</section>
`;
}
