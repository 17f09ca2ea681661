import { resolve } from 'node:path';
import { figureSvg } from '../report/export/figure-svg.ts';
import { pngOf } from '../report/export/png.ts';
import type { DrawnFigure } from '../report/figures/draw-figures.ts';
import type { StudyEntry } from '../studies/index.ts';
import { writeWhole } from '../write-whole.ts';
import type { ClaimConfig } from './claim-config.ts';
import { claimPalette } from './claim-figure.ts';

/** Writes the figure of a study. @param out `x.svg` or `x.png`, replaced where it is there. @throws UsageError if it cannot be written. */
export async function drawPicture(
  figure: DrawnFigure,
  entry: StudyEntry,
  config: ClaimConfig,
  out: string,
): Promise<void> {
  const svg = figureSvg(figure, claimPalette(entry, config));
  writeWhole(resolve(out), /png$/i.test(out) ? await pngOf(svg) : svg);
}
