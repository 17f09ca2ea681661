import { join } from 'node:path';
import { writeWhole } from '../../write-whole.ts';
import type { DrawnFigure } from '../figures/draw-figures.ts';
import type { Palette } from '../figures/index.ts';
import { figureSvg } from './figure-svg.ts';
import { pngOf } from './png.ts';

/**
 * Writes every figure into a folder, under its id.
 *
 * @returns the paths.
 * @throws UsageError if a file cannot be written.
 */
export async function writeFigures(
  folder: string,
  format: 'svg' | 'png',
  figures: readonly DrawnFigure[],
  palette: Palette,
): Promise<string[]> {
  const paths: string[] = [];
  for (const figure of figures) {
    const svg = figureSvg(figure, palette);
    const path = join(folder, `${figure.id}.${format}`);
    writeWhole(path, format === 'svg' ? svg : await pngOf(svg));
    paths.push(path);
  }
  return paths;
}
