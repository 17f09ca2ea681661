import { several } from '../../several.ts';
import type { DrawnFigure } from '../figures/draw-figures.ts';
import { cut } from '../figures/drawing/labels.ts';
import type { Palette, Panel } from '../figures/index.ts';
import { html, type Markup, trusted } from './markup.ts';

/** Further panels are there, but folded. */
const mostPanels = 12;

const longestName = 60;

/**
 * A figure with its legend, its caption and the statement that made its data.
 *
 * @param prefix of its id, on a page that has the figure more than once.
 */
export function figureSection(figure: DrawnFigure, palette: Palette, prefix = ''): Markup {
  const { id, title, panels, caption, sql, legend } = figure;
  const folded = panels.slice(mostPanels);
  return html`<section id="${prefix}${id}">
<h2>${title}</h2>
<figure>
${legendList(legend, palette)}
${panelGrid(panels.slice(0, mostPanels))}
${folded.length === 0 ? undefined : html`<details class="more"><summary>${several(folded.length, 'more panel')}</summary>${panelGrid(folded)}</details>`}
<figcaption>${caption}</figcaption>
</figure>
<details class="sql"><summary>SQL of these data</summary><pre><code>${sql}</code></pre></details>
</section>
`;
}

function panelGrid(panels: readonly Panel[]): Markup {
  return html`<div class="panels">${panels.map(
    ({ title, svg }) => html`<div class="panel"><h3>${title}</h3>${trusted(svg)}</div>`,
  )}</div>`;
}

function legendList(optimizers: readonly string[], palette: Palette): Markup | undefined {
  if (optimizers.length === 0) return undefined;
  const inOrder = palette.optimizers.filter((optimizer) => optimizers.includes(optimizer));
  return html`<ul class="legend">${inOrder.map((optimizer) => {
    const { colour, dash } = palette.style(optimizer);
    return html`<li title="${optimizer}"><svg viewBox="0 0 30 8" aria-hidden="true"><line x1="1" x2="29" y1="4" y2="4" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash ?? 'none'}"/></svg>${cut(optimizer, longestName)}</li>`;
  })}</ul>`;
}
