import type { Palette } from '../../report/figures/index.ts';
import { html, type Markup, trusted } from '../../report/page/markup.ts';
import { figureId } from '../figure-id.ts';
import { coarser } from '../grid.ts';
import type { MappedFunction } from '../mapped-function.ts';
import { relievedPath, share } from '../relieved-path.ts';

/** Of the grid's rows and columns every second is turned. */
const stride = 2;

/** Steps of a way that are joined: the page stays small. */
const spacing = 0.02;

/** A canvas with the surface, and what turns it. The script finds it by `data-surface`. */
export function surfaceSection(map: MappedFunction, palette: Palette): Markup {
  const { landscape, summaries } = map;
  const slider = (name: string, label: string, min: number, max: number, value: number) =>
    html`<label>${label} <input type="range" name="${name}" min="${min}" max="${max}" value="${value}"></label>`;
  return html`<div class="surface" data-surface id="${figureId('turn', landscape.label)}">
<canvas role="img" aria-label="${landscape.label} as a surface, with the ways of the optimizers"></canvas>
<div class="controls">${slider('turn', 'turn', -180, 180, 35)} ${slider('tilt', 'tilt', 5, 90, 55)}
<label><input type="checkbox" name="all"> all starts</label></div>
<div class="controls">${summaries.map(({ optimizer }) => {
    const { colour } = palette.style(optimizer);
    return html`<label><input type="checkbox" name="way ${optimizer}" checked><svg viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="5" fill="${colour}"/></svg>${optimizer}</label>
`;
  })}</div>
<script type="application/json">${trusted(dataOf(map, palette))}</script>
</div>
`;
}

/** What the script draws. No text in it can end the element that it stands in. */
function dataOf(map: MappedFunction, palette: Palette): string {
  const { landscape, grid, relief, summaries } = map;
  const rounded = (value: number) => Number(value.toFixed(3));
  const { x, y } = landscape.domain;
  const data = {
    heights: coarser(grid, stride).values.map((value) => rounded(relief.height(value))),
    crosses: landscape.minima.map((at) => [
      share(at[0], x),
      share(at[1], y),
      relief.height(landscape.minimum),
    ]),
    ways: summaries.map(({ optimizer, outcomes }) => ({
      optimizer,
      colour: palette.style(optimizer).colour.slice('var('.length, -1),
      paths: outcomes.map(({ path }) => relievedPath(map, path, spacing).map((place) => place.map(rounded))),
    })),
  };
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}
