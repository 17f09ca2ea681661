import { withReplacements } from '../../visible-text.ts';

/** A piece of HTML. What is not one is text, and is escaped where it is put into a page. */
export class Markup {
  constructor(readonly source: string) {}
}

type Piece = Markup | string | number | undefined | readonly Piece[];

/** Writes HTML: texts and numbers between the braces are escaped, lists are joined, undefined leaves nothing. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(strings.reduce((before, after, index) => before + rendered(pieces[index - 1]) + after));
}

/** HTML or SVG from elsewhere, trusted to be whole and escaped. */
export function trusted(source: string): Markup {
  return new Markup(source);
}

function rendered(piece: Piece): string {
  if (piece === undefined) return '';
  if (piece instanceof Markup) return piece.source;
  if (typeof piece === 'object') return piece.map(rendered).join('');
  return escapeText(String(piece));
}

/** Text as it stands in HTML and XML, also between quotes. */
export function escapeText(text: string): string {
  return withReplacements(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
