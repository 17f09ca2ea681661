import { writeFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { OutputFolder, WrittenFile } from '../export/output-folder.ts';
import { csvLines } from '../report/csv.ts';
import { figureSvg } from '../report/export/figure-svg.ts';
import { pngOf } from '../report/export/png.ts';
import { paletteOf } from '../report/figures/index.ts';
import { selectRows } from '../store/index.ts';
import { contourFigure } from './figures/contours.ts';
import { surfaceFigure } from './figures/surface.ts';
import type { MappedFunction } from './mapped-function.ts';
import { lossMapPage } from './page/page.ts';

/** What the files need to know beside the maps. */
export interface FileFacts {
  readonly title: string;
  readonly command: string;
  readonly version: string;
  readonly tolerance: number;
}

/**
 * Writes `loss-map.html`, two figures a function as SVG and PNG, and what the results file holds as `results.csv` (a row
 * a member) and `paths.csv` (a row a point).
 */
export async function writeFiles(
  db: Database,
  folder: OutputFolder,
  maps: readonly MappedFunction[],
  facts: FileFacts,
): Promise<WrittenFile[]> {
  const palette = paletteOf([
    ...new Set(maps.flatMap(({ summaries }) => summaries.map(({ optimizer }) => optimizer))),
  ]);
  const contours = maps.map((map) => contourFigure(map, palette));
  const surfaces = maps.map((map) => surfaceFigure(map, palette));
  const files = [
    write(folder, 'loss-map.html', lossMapPage({ ...facts, maps, contours, palette })),
    ...csvFiles(db, folder, maps[0]!.experiment),
  ];
  for (const figure of [...contours, ...surfaces]) {
    const svg = figureSvg(figure, palette);
    files.push(write(folder, `${figure.id}.svg`, svg), write(folder, `${figure.id}.png`, await pngOf(svg)));
  }
  return files;
}

function write(folder: OutputFolder, file: string, content: string | Uint8Array, rows = 0): WrittenFile {
  return folder.write(file, (path) => {
    writeFileSync(path, content);
    return rows;
  });
}

function csvFiles(db: Database, folder: OutputFolder, experiment: number): WrittenFile[] {
  const queries = {
    'results.csv': `select * from loss_maps where experiment_id = ${experiment} order by id`,
    'paths.csv':
      // Nine digits are all that a 32-bit number has.
      "select m.function, m.optimizer, m.learning_rate, m.start, p.iteration, printf('%.9g', p.x) as x, " +
      "printf('%.9g', p.y) as y, printf('%.9g', p.loss) as loss " +
      'from loss_maps m join loss_map_points p on p.loss_map_id = m.id ' +
      `where m.experiment_id = ${experiment} order by m.id, p.iteration`,
  };
  return Object.entries(queries).map(([file, sql]) => {
    const lines = [...csvLines(selectRows(db, sql))];
    return write(folder, file, lines.join(''), lines.length - 1);
  });
}
