import { createHash } from 'node:crypto';
import type { DrawnFigure } from '../../report/figures/draw-figures.ts';
import type { Palette } from '../../report/figures/index.ts';
import { figureSection } from '../../report/page/figure-section.ts';
import { htmlTable } from '../../report/page/html-table.ts';
import { html, type Markup, trusted } from '../../report/page/markup.ts';
import { style } from '../../report/page/style.ts';
import { figureId } from '../figure-id.ts';
import type { MappedFunction } from '../mapped-function.ts';
import { summaryColumns } from '../summary-columns.ts';
import { summaryLegend } from '../summary-text.ts';
import { surfaceSection } from './surface-section.ts';
import { turnScript } from './turn-script.ts';

/** Everything that the page shows. */
export interface LossMapContent {
  readonly title: string;
  readonly command: string;
  readonly version: string;
  readonly tolerance: number;
  readonly maps: readonly MappedFunction[];
  /** The map from above of each function, in the same order. */
  readonly contours: readonly DrawnFigure[];
  readonly palette: Palette;
}

const ownStyle = `
.surface { margin: 0 0 1.5rem; }
.wide + h3 { margin-top: 1.25rem; }
.surface canvas { display: block; width: 100%; max-width: 46rem; height: min(34rem, 80vw); cursor: grab; touch-action: pan-y; }
.controls { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .35rem 0; font-size: .9rem; }
.controls label { display: flex; align-items: center; gap: .35rem; min-height: 1.75rem; }
.controls svg { width: 12px; height: 12px; }
`;

/**
 * The maps as one HTML file, on which the surfaces can be turned. Its one script stands in the page, and its policy
 * allows that script alone; it asks the network for nothing.
 */
export function lossMapPage(content: LossMapContent): string {
  const { title, version, command, tolerance, maps } = content;
  const hash = createHash('sha256').update(turnScript).digest('base64');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${hash}'">
<link rel="icon" href="data:,">
<title>${title} – rl-bench</title>
<style>${trusted(style + ownStyle)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="about">rl-bench ${version}, experiment ${maps[0]!.experiment}</p>
<nav aria-label="Contents"><ul>${maps.map(
    ({ landscape: { label } }) => html`<li><a href="#${figureId('function', label)}">${label}</a></li>`,
  )}</ul></nav>
</header>
<main>
<p class="about">${summaryLegend(tolerance)}</p>
${maps.map((map, index) => functionSection(map, content.contours[index]!, content.palette))}
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

function functionSection(map: MappedFunction, contours: DrawnFigure, palette: Palette): Markup {
  const { landscape, summaries } = map;
  const columns = summaryColumns.map(({ header, label, cell }) => ({
    header,
    cell,
    kind: label ? ('text' as const) : ('number' as const),
  }));
  return html`<section id="${figureId('function', landscape.label)}">
<h2>${landscape.label}</h2>
${htmlTable(columns, summaries)}
<h3>Surface</h3>
<p class="about">Drag it or use the sliders. Heights are stretched as the lines of the map below are. Rings: starts; dots: ends; crosses: ${landscape.game ? 'the equilibrium' : 'the lowest minima'}.</p>
${surfaceSection(map, palette)}${figureSection(contours, palette)}</section>
`;
}
