import { resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { readResults } from '../store/index.ts';

/** @throws UsageError for a file that is neither SVG nor PNG. */
export function refuseOtherPictures(path: string): void {
  if (/.\.(svg|png)$/i.test(path)) return;
  throw new UsageError(`--figure needs the name of an .svg or a .png file, given "${path}"`);
}

/**
 * Draws how the candidates of a meta-training did, generation by generation.
 *
 * @param path of the results file. @param out the picture, replaced where it is there: `fitness.svg` or `fitness.png`.
 * @throws UsageError if it cannot be written.
 */
export async function drawMetaTraining(path: string, experiment: number, out: string): Promise<void> {
  refuseOtherPictures(out);
  const { drawFigures } = await import('./figures/draw-figures.ts');
  const { paletteOf } = await import('./figures/index.ts');
  const { metaCurves, metaFitness } = await import('./figures/meta-fitness.ts');
  const { figureSvg } = await import('./export/figure-svg.ts');
  const { pngOf } = await import('./export/png.ts');
  const { writeWhole } = await import('../write-whole.ts');
  const { environmentWords } = await import('../task-words.ts');
  const palette = paletteOf(metaCurves);
  const [drawn] = await readResults(path, (db) =>
    drawFigures(db, experiment, [metaFitness], palette, () => environmentWords),
  );
  if (!drawn) throw new UsageError(`experiment ${experiment} has no generations to draw`);
  const svg = figureSvg(drawn, palette);
  writeWhole(resolve(out), /png$/i.test(out) ? await pngOf(svg) : svg);
}
