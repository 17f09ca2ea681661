import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { withReplacements } from '../../../visible-text.ts';
import type { Panel } from '../figure.ts';

/** Plot needs a document to make elements with; nothing is ever put into this one. */
const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** In units of the picture; the page scales it. */
export const panelWidth = 400;
const panelHeight = 260;

/** Of all letters, in the same units. */
const fontSize = 12;

/**
 * Draws one panel.
 *
 * @param title of the panel; readers who do not see it are told the title and what the axes are.
 */
export function drawPanel(title: string, options: Plot.PlotOptions): Panel {
  const width = options.width ?? panelWidth;
  const height = options.height ?? panelHeight;
  const x = { ...options.x, labelOffset: 36 };
  const margins = { marginTop: 26, marginRight: 16, marginBottom: 40 };
  const svg = Plot.plot({ ...margins, ...options, x, document, width, height }) as unknown as Element;
  // Plot's style sheet is for pages of its own: ours is in page/style.ts, and files for papers need none.
  svg.querySelector('style')?.remove();
  for (const name of ['class', 'width', 'height']) svg.removeAttribute(name);
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('role', 'img');
  svg.setAttribute('font-size', String(fontSize));
  const labelled = svg.outerHTML.replace('<svg ', () => `<svg aria-label="${attributeText(title)}" `);
  return { title, svg: rounded(asXml(labelled)), width, height };
}

interface Element {
  readonly outerHTML: string;
  querySelector(selector: string): { remove(): void } | null;
  removeAttribute(name: string): void;
  setAttribute(name: string, value: string): void;
}

/** The document would leave `<` in an attribute as it is, which HTML allows and XML does not. */
function attributeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** XML knows no entity for the hard space, and no control characters at all. */
function asXml(html: string): string {
  return withReplacements(html.replaceAll('&nbsp;', '&#160;'));
}

/** Places to a hundredth of a unit: nobody sees more, and the file is half as large. */
function rounded(svg: string): string {
  return svg.replaceAll(/ (?:d|transform|[xy][12]?|c[xy]|r)="[^"]*"/g, (attribute) =>
    attribute.replaceAll(/\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2)))),
  );
}
