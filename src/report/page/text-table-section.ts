import { several } from '../../several.ts';
import type { TextTable } from '../compare/text-tables.ts';
import { htmlTable } from './html-table.ts';
import { html, type Markup } from './markup.ts';

/** Tables of more rows are folded. */
const mostRows = 30;

/** A table of texts with its heading. */
export function textTableSection({ heading, columns, rows }: TextTable): Markup {
  const table = htmlTable(
    columns.map(({ header, align }, index) => ({
      header,
      kind: align === 'right' ? ('number' as const) : index === 0 ? ('label' as const) : ('text' as const),
      cell: (row: readonly string[]) => row[index]!,
    })),
    rows,
  );
  return html`${heading === '' ? undefined : html`<h3>${heading}</h3>`}
${rows.length <= mostRows ? table : html`<details><summary>${several(rows.length, 'row')}</summary>${table}</details>`}
`;
}
