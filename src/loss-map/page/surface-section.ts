import type { Palette } from '../../report/figures/index.ts';
import { html, type Markup, trusted } from '../../report/page/markup.ts';
import type { DrawnMap } from '../drawn-map.ts';
import { figureId } from '../figure-id.ts';
import { axisTexts, groundAxes } from '../figures/axes-in-space.ts';
import { colourBar } from '../figures/colour-bar.ts';
import { coarser } from '../grid.ts';
import { relievedPath, share } from '../relieved-path.ts';
import { surfaceShade } from '../surface-shade.ts';

/** Cells on either side, if the grid can be divided so. */
const fewest = 60;

/** Steps of a way that are joined: the page stays small. */
const spacing = 0.02;

/** A canvas with the surface, and what turns it. The script finds it by `data-surface`. */
export function surfaceSection(map: DrawnMap, palette: Palette): Markup {
  const { label, ways, captions } = map;
  const slider = (name: string, words: string, min: number, max: number, value: number) =>
    html`<label>${words} <input type="range" name="${name}" min="${min}" max="${max}" value="${value}"></label>`;
  const severalWays = ways.some(({ paths }) => paths.length > 1);
  return html`<p class="about">Drag it or use the sliders. ${captions.turnable}</p>
<div class="surface" data-surface id="${figureId('turn', label)}">
<canvas role="img" aria-label="${label} as a surface, with the ways of the optimizers"></canvas>
<div class="bar">loss ${trusted(barOf(map))}</div>
<div class="controls">${slider('turn', 'turn', -180, 180, 35)} ${slider('tilt', 'tilt', 5, 90, 55)}${
    severalWays
      ? html`
<label><input type="checkbox" name="all"> all starts</label>`
      : undefined
  }</div>
<div class="controls">${ways.map(({ optimizer }) => {
    const { colour } = palette.style(optimizer);
    return html`<label><input type="checkbox" name="way ${optimizer}" checked><svg viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="5" fill="${colour}"/></svg>${optimizer}</label>
`;
  })}</div>
<script type="application/json">${trusted(dataOf(map, palette))}</script>
</div>
`;
}

/** Which loss is drawn how dark: as the script does. */
function barOf({ relief }: DrawnMap): string {
  const bar = colourBar(relief, { x: 1, y: 1, length: 298, lies: true }, 30, surfaceShade);
  return `<svg viewBox="0 0 300 28" role="img" aria-label="darker is higher">${bar}</svg>`;
}

/** What the script draws. No text in it can end the element that it stands in. */
function dataOf(map: DrawnMap, palette: Palette): string {
  const { grid, relief, crosses, ways } = map;
  const rounded = (value: number) => Number(value.toFixed(3));
  const { x, y } = grid.domain;
  const data = {
    texts: axisTexts(groundAxes(map)).map(({ text, at }) => [text, at]),
    heights: coarser(grid, fewest).values.map((value) => rounded(relief.height(value))),
    crosses: crosses.map(({ at, loss }) => [share(at[0], x), share(at[1], y), relief.height(loss)]),
    ways: ways.map(({ optimizer, paths }) => ({
      optimizer,
      colour: palette.style(optimizer).colour.slice('var('.length, -1),
      paths: paths.map((path) => relievedPath(map, path, spacing).map((place) => place.map(rounded))),
    })),
  };
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}
