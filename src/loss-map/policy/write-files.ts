import type { Database } from 'better-sqlite3';
import type { OutputFolder, WrittenFile } from '../../export/output-folder.ts';
import { paletteOf } from '../../report/figures/index.ts';
import { htmlTable } from '../../report/page/html-table.ts';
import { selectRows } from '../../store/index.ts';
import { contourFigure } from '../figures/contours.ts';
import { surfaceFigure } from '../figures/surface.ts';
import { mapPage } from '../page/map-page.ts';
import { writeCsv, writeFigures, writeWhole } from '../write-parts.ts';
import { drawnPolicy } from './drawn-policy.ts';
import { type Fact, factsOf } from './facts.ts';
import type { PolicyMap } from './policy-map.ts';
import { lossesQuery, pathQuery } from './queries.ts';

/** What is said before the map. */
const about =
  "What the agent minimises, on one roll-out that stays the same, over a plane through the trained policy's parameters.";

/**
 * Writes `loss-map.html`, two figures as SVG and PNG, `losses.csv` (a row a point of the grid) and `path.csv` (a row a point
 * of the path).
 */
export async function writePolicyFiles(
  db: Database,
  folder: OutputFolder,
  map: PolicyMap,
  { command, version }: { readonly command: string; readonly version: string },
): Promise<WrittenFile[]> {
  const palette = paletteOf([map.run.optimizer]);
  const drawn = drawnPolicy(map);
  const [contours, surface] = [contourFigure(drawn, palette), surfaceFigure(drawn, palette)];
  const columns = [
    { header: 'what', cell: ({ what }: Fact) => what },
    { header: 'value', cell: ({ value }: Fact) => value },
  ];
  const page = mapPage({
    ...{
      title: `Loss map of run ${map.run.id}`,
      command,
      version,
      experiment: map.experiment,
      about,
      palette,
    },
    parts: [{ map: drawn, table: htmlTable(columns, factsOf(map)), contours }],
  });
  return [
    writeWhole(folder, 'loss-map.html', page),
    writeCsv(folder, 'losses.csv', selectRows(db, lossesQuery(map.id))),
    writeCsv(folder, 'path.csv', selectRows(db, pathQuery(map.id))),
    ...(await writeFigures(folder, [contours, surface], palette)),
  ];
}
