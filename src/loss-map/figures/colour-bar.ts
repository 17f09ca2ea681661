import { formatNumber } from '../../text/format.ts';
import type { Relief } from '../relief.ts';

/** Heights beside which the bar says what they stand for. */
const marked = [0, 0.25, 0.5, 0.75, 1];

/** Where a bar stands, in units of its picture. */
export interface BarPlace {
  readonly x: number;
  readonly y: number;
  readonly length: number;
  /** Default: upright, with its numbers on the right; a lying one has them below. */
  readonly lies?: boolean;
}

const thickness = 12;

/**
 * Which loss is drawn how dark, as the inside of an SVG.
 *
 * @param bands how many steps of equal height it shows, the lowest first.
 * @param opacity of the ink at a height from 0 to 1.
 */
export function colourBar(
  relief: Relief,
  { x, y, length, lies = false }: BarPlace,
  bands: number,
  opacity: (height: number) => number,
): string {
  const step = length / bands;
  const fills = Array.from({ length: bands }, (_, band) => {
    const shade = opacity((band + 0.5) / bands).toFixed(3);
    const [left, top] = lies ? [x + band * step, y] : [x, y + length - (band + 1) * step];
    const [wide, high] = lies ? [step, thickness] : [thickness, step];
    return `<rect x="${left.toFixed(2)}" y="${top.toFixed(2)}" width="${wide.toFixed(2)}" height="${high.toFixed(2)}" fill="currentColor" fill-opacity="${shade}"/>`;
  });
  const [wide, high] = lies ? [length, thickness] : [thickness, length];
  const frame = `<rect x="${x}" y="${y}" width="${wide}" height="${high}" fill="none" stroke="currentColor" stroke-opacity=".5" stroke-width="1"/>`;
  const numbers = marked.map((height) => {
    const text = formatNumber(relief.value(height));
    if (!lies) return label(x + thickness + 4, y + length * (1 - height) + 4, 'start', text);
    const anchor = height === 0 ? 'start' : height === 1 ? 'end' : 'middle';
    return label(x + length * height, y + thickness + 13, anchor, text);
  });
  const name = lies ? '' : label(x, y - 8, 'start', 'loss');
  return `<g stroke="none" font-size="11">${fills.join('')}${frame}${numbers.join('')}${name}</g>`;
}

function label(x: number, y: number, anchor: string, text: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="currentColor">${text}</text>`;
}
