import { drawingSize } from '../../envs/index.ts';
import { fontFamily } from '../report/export/light-svg.ts';
import { cut, textWidth } from '../report/figures/drawing/labels.ts';
import { escapeText } from '../report/page/markup.ts';
import { formatNumber, formatRate } from '../text/format.ts';
import { type Episode, frameAt } from './episode.ts';

const [gap, heading, footing] = [12, 34, 20];
const panelHeight = heading + drawingSize.height + footing;

/** Side by side, at most three, four as a square. */
export function sceneSize(episodes: readonly Episode[]): { readonly width: number; readonly height: number } {
  const columns = columnsOf(episodes.length);
  const rows = Math.ceil(episodes.length / columns);
  return {
    width: columns * drawingSize.width + (columns + 1) * gap,
    height: rows * panelHeight + (rows + 1) * gap,
  };
}

/** What does not move: the ground, whose episode is where, and frames around them. */
export function stillParts(episodes: readonly Episode[]): string {
  const panels = episodes.map((episode, index) => {
    const { run, optimizer, learningRate, runSeed, env } = episode;
    const most = Math.floor(drawingSize.width / textWidth('x'));
    const rate = learningRate === null ? '' : `, lr ${formatRate(learningRate)}`;
    return at(
      episodes,
      index,
      `<text y="12" font-weight="bold">${escapeText(cut(optimizer, most))}</text>` +
        `<text y="27">${escapeText(cut(`run ${run}, seed ${runSeed}${rate}, ${env}`, most))}</text>` +
        `<rect y="${heading}" width="${drawingSize.width}" height="${drawingSize.height}" fill="none" stroke="var(--ink)" stroke-width="0.5" opacity="0.5"/>`,
    );
  });
  return `<rect width="100%" height="100%" fill="var(--ground)"/>${panels.join('')}`;
}

/** What is seen after so many steps. */
export function movingParts(episodes: readonly Episode[], step: number): string {
  return episodes
    .map((episode, index) => {
      const { observations, total } = frameAt(episode, step);
      const last = episode.frames.length - 1;
      const ends =
        step < last ? '' : episode.success === null ? ', over' : episode.success ? ', succeeded' : ', failed';
      return at(
        episodes,
        index,
        `<svg y="${heading}" width="${drawingSize.width}" height="${drawingSize.height}">${episode.drawing.draw({ observations })}</svg>` +
          `<text y="${heading + drawingSize.height + 15}">step ${Math.min(step, last)}, return ${escapeText(formatNumber(total))}${ends}</text>`,
      );
    })
    .join('');
}

/** An SVG of the scene's size around its parts. @param attributes of the element, beside its size. */
export function sceneSvg(episodes: readonly Episode[], content: string, attributes = ''): string {
  const { width, height } = sceneSize(episodes);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="${fontFamily}" font-size="12" fill="currentColor"${attributes}>${content}</svg>`
  );
}

function at(episodes: readonly Episode[], index: number, content: string): string {
  const columns = columnsOf(episodes.length);
  const x = gap + (index % columns) * (drawingSize.width + gap);
  const y = gap + Math.floor(index / columns) * (panelHeight + gap);
  return `<g transform="translate(${x} ${y})">${content}</g>`;
}

function columnsOf(panels: number): number {
  return panels === 4 ? 2 : Math.min(3, panels);
}
