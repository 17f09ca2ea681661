import type { DrawnFigure } from '../../report/figures/draw-figures.ts';
import type { Palette } from '../../report/figures/index.ts';
import { documentHead } from '../../report/page/document-head.ts';
import { figureSection } from '../../report/page/figure-section.ts';
import { html, type Markup, trusted } from '../../report/page/markup.ts';
import { style } from '../../report/page/style.ts';
import type { DrawnMap } from '../drawn-map.ts';
import { figureId } from '../figure-id.ts';
import { surfaceSection } from './surface-section.ts';
import { turnScript } from './turn-script.ts';

/** A map and what stands with it. */
export interface PagePart {
  readonly map: DrawnMap;
  readonly table: Markup;
  /** The map from above. */
  readonly contours: DrawnFigure;
}

/** Everything that the page shows. */
export interface MapPageContent {
  readonly title: string;
  readonly command: string;
  readonly version: string;
  readonly experiment: number;
  /** What is said before the first map. */
  readonly about: string;
  readonly parts: readonly PagePart[];
  readonly palette: Palette;
}

const ownStyle = `
.surface { margin: 0 0 1.5rem; }
.wide + h3 { margin-top: 1.25rem; }
.surface canvas { display: block; width: 100%; max-width: 46rem; height: min(34rem, 80vw); cursor: grab; touch-action: pan-y; }
.controls { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .35rem 0; font-size: .9rem; }
.controls label { display: flex; align-items: center; gap: .35rem; min-height: 1.75rem; }
.bar { display: flex; align-items: flex-start; gap: .5rem; font-size: .8rem; }
.bar svg { width: 100%; max-width: 20rem; }
.controls svg { width: 12px; height: 12px; }
`;

/**
 * Maps as one HTML file, on which the surfaces can be turned. Its one script stands in the page, and its policy allows
 * that script alone; it asks the network for nothing.
 */
export function mapPage(content: MapPageContent): string {
  const { title, version, experiment, command, about, parts, palette } = content;
  return html`<!doctype html>
<html lang="en">
${documentHead(title, style + ownStyle, turnScript)}
<body>
<header>
<h1>${title}</h1>
<p class="about">rl-bench ${version}, experiment ${experiment}</p>
<nav aria-label="Contents"><ul>${parts.map(
    ({ map: { label } }) => html`<li><a href="#${figureId('function', label)}">${label}</a></li>`,
  )}</ul></nav>
</header>
<main>
<p class="about">${about}</p>
${parts.map((part) => partSection(part, palette))}
<section id="reproduce">
<h2>How to reproduce it</h2>
<pre class="wraps"><code>${command}</code></pre>
</section>
</main>
<script>${trusted(turnScript)}</script>
</body>
</html>
`.source;
}

function partSection({ map, table, contours }: PagePart, palette: Palette): Markup {
  return html`<section id="${figureId('function', map.label)}">
<h2>${map.label}</h2>
${table}
<h3>Surface</h3>
${surfaceSection(map, palette)}${figureSection(contours, palette)}</section>
`;
}
