import { html, type Markup } from './markup.ts';

/** One column of a table of the page. */
export interface HtmlColumn<Row> {
  readonly header: string;
  /** `number` stands to the right; `label` may be broken into lines. */
  readonly kind?: 'text' | 'number' | 'label';
  readonly cell: (row: Row) => string;
}

/** A table that scrolls in a box of its own where it is wider than the page. */
export function htmlTable<Row>(columns: readonly HtmlColumn<Row>[], rows: readonly Row[]): Markup {
  const headers = columns.map(
    ({ header, kind = 'text' }) => html`<th class="${kind}" scope="col">${header}</th>`,
  );
  const lines = rows.map(
    (
      row,
    ) => html`<tr>${columns.map(({ cell, kind = 'text' }) => html`<td class="${kind}">${cell(row)}</td>`)}</tr>
`,
  );
  return html`<div class="wide"><table><thead><tr>${headers}</tr></thead><tbody>
${lines}</tbody></table></div>`;
}
