import type { Database } from 'better-sqlite3';
import type { OutputFolder, WrittenFile } from '../export/output-folder.ts';
import { paletteOf } from '../report/figures/index.ts';
import { type Answer, selectRows } from '../store/index.ts';
import { drawnFunction } from './drawn-function.ts';
import { contourFigure } from './figures/contours.ts';
import { surfaceFigure } from './figures/surface.ts';
import type { MappedFunction } from './mapped-function.ts';
import { lossMapPage } from './page/page.ts';
import { writeCsv, writeFigures, writeWhole } from './write-parts.ts';

/** What the files need to know beside the maps. */
export interface FileFacts {
  readonly title: string;
  readonly command: string;
  readonly version: string;
  readonly tolerance: number;
}

/**
 * Writes `loss-map.html`, two figures a function as SVG and PNG, `results.csv` (a row a member) and `paths.csv`, the ways
 * that are shown (a row a point); those with other learning rates are in the results file.
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
  const drawn = maps.map(drawnFunction);
  const contours = drawn.map((map) => contourFigure(map, palette));
  const surfaces = drawn.map((map) => surfaceFigure(map, palette));
  return [
    writeWhole(folder, 'loss-map.html', lossMapPage({ ...facts, maps, contours, palette })),
    ...csvFiles(db, folder, maps),
    ...(await writeFigures(folder, [...contours, ...surfaces], palette)),
  ];
}

function csvFiles(db: Database, folder: OutputFolder, maps: readonly MappedFunction[]): WrittenFile[] {
  const results = `select * from loss_maps where experiment_id = ${maps[0]!.experiment} order by id`;
  const answers = { 'results.csv': selectRows(db, results), 'paths.csv': shownPaths(maps) };
  return Object.entries(answers).map(([file, answer]) => writeCsv(folder, file, answer));
}

function shownPaths(maps: readonly MappedFunction[]): Answer {
  const results = maps.flatMap(({ summaries }) => summaries.flatMap((summary) => summary.results));
  // Nine digits are all that a 32-bit number has.
  const digits = (value: number) => Number(value.toPrecision(9));
  return {
    columns: ['function', 'optimizer', 'learning_rate', 'start', 'iteration', 'x', 'y', 'loss'],
    rows: results.flatMap(({ function: name, optimizer, learningRate, start, path }) =>
      path.points.map(([x, y], iteration) => [
        ...[name, optimizer, learningRate, start, iteration],
        ...[x, y, path.losses[iteration]!].map(digits),
      ]),
    ),
  };
}
