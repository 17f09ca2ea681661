import { oneLine } from '../visible-text.ts';

/** A table in GitHub's Markdown. */
export function markdownTable(
  columns: readonly { readonly header: string; readonly align?: 'left' | 'right' }[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ header }) => escapeMarkdown(header))),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map((cells) => line(cells.map(escapeMarkdown))),
  ].join('\n');
}

/** Text as it is, whatever Markdown would make of it. Line breaks become blanks. */
export function escapeMarkdown(text: string): string {
  return oneLine(text).replaceAll(/[\\`*_[\]<>|~&]/g, '\\$&');
}

/** A bold line. */
export function markdownTitle(text: string): string {
  return `**${escapeMarkdown(text)}**`;
}

/** A list, one item a line. */
export function markdownList(items: readonly string[]): string {
  return items.map((item) => `- ${escapeMarkdown(item)}`).join('\n');
}
