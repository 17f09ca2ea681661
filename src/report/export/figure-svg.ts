import type { DrawnFigure } from '../figures/draw-figures.ts';
import { cut, textWidth } from '../figures/drawing/labels.ts';
import type { Palette } from '../figures/index.ts';
import { escapeText } from '../page/markup.ts';
import { fontFamily, lightSvg } from './light-svg.ts';

/** Three side by side, but four as a square. */
const columnsOf = (panels: number) => (panels === 4 ? 2 : Math.min(3, panels));
const gap = 24;
const titleHeight = 20;
const entryHeight = 20;
const longestName = 40;

/**
 * A figure as one SVG for papers: its panels side by side, the legend below, on white. The caption is the paper's;
 * the title is for the browser's tab and for readers who do not see the picture.
 */
export function figureSvg({ title, panels, legend }: DrawnFigure, palette: Palette): string {
  const columns = columnsOf(panels.length);
  const [columnWidth, rowHeight] = [
    Math.max(...panels.map((panel) => panel.width)),
    Math.max(...panels.map((panel) => panel.height)) + titleHeight,
  ];
  const width = columns * columnWidth + (columns + 1) * gap;
  const panelsHeight = Math.ceil(panels.length / columns) * (rowHeight + gap) + gap;
  const placed = panels.map(({ title: panelTitle, svg, ...size }, index) => {
    const x = gap + (index % columns) * (columnWidth + gap);
    const y = gap + Math.floor(index / columns) * (rowHeight + gap);
    const most = Math.floor(columnWidth / textWidth('x'));
    return (
      `<text x="${x}" y="${y + 8}" font-weight="bold">${escapeText(cut(panelTitle, most))}</text>` +
      svg.replace(
        '<svg',
        `<svg x="${x}" y="${y + titleHeight}" width="${size.width}" height="${size.height}"`,
      )
    );
  });
  const { entries, height: legendHeight } = legendRows(legend, palette, width);
  const height = panelsHeight + legendHeight;
  return lightSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
      `font-family="${fontFamily}" font-size="12" fill="currentColor">` +
      `<title>${escapeText(title)}</title>` +
      `<rect width="100%" height="100%" fill="var(--ground)"/>${placed.join('')}` +
      `<g transform="translate(${gap},${panelsHeight})">${entries}</g></svg>\n`,
  );
}

/** Line samples with names, broken into rows where the picture ends. */
function legendRows(optimizers: readonly string[], palette: Palette, width: number) {
  let [x, y] = [0, 0];
  const entries = palette.optimizers
    .filter((optimizer) => optimizers.includes(optimizer))
    .map((optimizer) => {
      const name = cut(optimizer, longestName);
      const entryWidth = 34 + textWidth(name) + 16;
      if (x > 0 && x + entryWidth > width - 2 * gap) [x, y] = [0, y + entryHeight];
      const { colour, dash } = palette.style(optimizer);
      const sample = `<line x1="${x}" x2="${x + 28}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash ?? 'none'}"/>`;
      const text = `<text x="${x + 34}" y="${y + 4}">${escapeText(name)}</text>`;
      x += entryWidth;
      return sample + text;
    });
  return { entries: entries.join(''), height: entries.length === 0 ? 0 : y + entryHeight + gap / 2 };
}
