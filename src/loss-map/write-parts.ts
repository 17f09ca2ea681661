import { writeFileSync } from 'node:fs';
import { csvLines } from '../export/csv.ts';
import type { OutputFolder, WrittenFile } from '../export/output-folder.ts';
import { figureSvg } from '../report/export/figure-svg.ts';
import { pngOf } from '../report/export/png.ts';
import type { DrawnFigure } from '../report/figures/draw-figures.ts';
import type { Palette } from '../report/figures/index.ts';
import type { Answer } from '../store/index.ts';

/** @param rows that the content has, for a table. */
export function writeWhole(
  folder: OutputFolder,
  file: string,
  content: string | Uint8Array,
  rows = 0,
): WrittenFile {
  return folder.write(file, (path) => {
    writeFileSync(path, content);
    return rows;
  });
}

export function writeCsv(folder: OutputFolder, file: string, answer: Answer): WrittenFile {
  const lines = [...csvLines(answer)];
  return writeWhole(folder, file, lines.join(''), lines.length - 1);
}

/** Each figure as SVG and PNG. */
export async function writeFigures(
  folder: OutputFolder,
  figures: readonly DrawnFigure[],
  palette: Palette,
): Promise<WrittenFile[]> {
  const files: WrittenFile[] = [];
  for (const figure of figures) {
    const svg = figureSvg(figure, palette);
    const { id } = figure;
    files.push(writeWhole(folder, `${id}.svg`, svg), writeWhole(folder, `${id}.png`, await pngOf(svg)));
  }
  return files;
}
