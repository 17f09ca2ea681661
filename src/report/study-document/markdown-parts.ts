import { escapeMarkdown } from '../../text/markdown.ts';
import { oneLine } from '../../visible-text.ts';
import { escapeText } from '../page/markup.ts';
import type { DocumentContent } from './document-content.ts';

/** A paragraph of sentences. */
export function paragraph(...sentences: readonly string[]): string {
  return escapeMarkdown(sentences.filter((sentence) => sentence !== '').join(' '));
}

/** A heading. @param level 1 is the document's. */
export function heading(level: 1 | 2 | 3, text: string): string {
  return `${'#'.repeat(level)} ${escapeMarkdown(text)}`;
}

/** Lines as they are, whatever is in them: an indented block has no end that a text could contain. */
export function codeBlock(text: string): string {
  return `    ${oneLine(text)}`;
}

/** What is unfolded on a click: Markdown may stand in it between empty lines. */
export function folded(summary: string, parts: readonly string[]): string {
  const inner = parts.filter((part) => part !== '').join('\n\n');
  return `<details>\n<summary>${escapeText(summary)}</summary>\n\n${inner}\n\n</details>`;
}

/** The picture of a figure with its caption; nothing where there is none. */
export function picture(id: string, { figures, pictures }: DocumentContent): string {
  const figure = figures.find((each) => each.id === id);
  const path = pictures.get(id);
  if (figure === undefined || path === undefined) return '';
  const source = path.split('/').map(encodeURIComponent).join('/');
  return `![${escapeMarkdown(figure.title)}](${source})\n\n${escapeMarkdown(figure.caption)}`;
}
