import type { Database } from 'better-sqlite3';
import { groupBy } from '../group-by.ts';
import { reportedAblation } from './ablation/reported-ablation.ts';
import { type Comparison, comparisonOf } from './compare/index.ts';
import type { ExperimentFacts } from './experiment-facts.ts';
import { drawFigures } from './figures/draw-figures.ts';
import { figures, type Palette, paletteOf, stylePlaces } from './figures/index.ts';
import type { PageContent } from './page/page.ts';
import { setBeside } from './published/set-beside.ts';
import { faults, runGroups } from './run-groups.ts';
import { optimizerOf } from './settings-of-runs.ts';
import { switchedTasks } from './switches/switches-text.ts';
import { taskWordsOf } from './task-words.ts';

/**
 * Gathers all that a report on an experiment shows, while the file may still be written to: one moment of it.
 *
 * @param wanted ids of the figures that are to be drawn. Default: all.
 */
export function experimentReport(
  db: Database,
  experiment: ExperimentFacts,
  wanted?: readonly string[],
): PageContent {
  return db.transaction(() => {
    const wordsOf = taskWordsOf(db, experiment.id);
    const groups = runGroups(db, experiment.id);
    const comparison = comparisonOf(db, experiment.id);
    const labels = [...groups.map(optimizerOf), ...groups.map(({ optimizer }) => optimizer)];
    const palette = paletteInFile(db, [...new Set(labels)], comparison);
    return {
      experiment,
      groups,
      ablation: reportedAblation(db, experiment),
      comparison,
      switches: switchedTasks(db, experiment.id),
      published: setBeside(db, experiment.id),
      faults: faults(db, experiment.id),
      figures: drawFigures(
        db,
        experiment.id,
        figures.filter(({ id }) => wanted?.includes(id) ?? true),
        palette,
        wordsOf,
      ),
      palette,
      wordsOf,
    };
  })();
}

/** Styles that are each optimizer's in all reports of the file, in legends in the order of the first table that ranks them. */
function paletteInFile(
  db: Database,
  optimizers: readonly string[],
  comparison: Comparison | undefined,
): Palette {
  const rows = db
    .prepare<[], { experiment: number; optimizer: string }>(
      `select experiment_id as experiment, optimizer from (
         select experiment_id, id, coalesce(setting_of, optimizer) as optimizer, 0 as is_setting from runs
         union all select experiment_id, id, optimizer, 1 from runs where setting_of is not null
       )
       group by experiment_id, optimizer order by experiment_id, min(is_setting), min(id)`,
    )
    .all();
  const experiments = [...groupBy(rows, ({ experiment }) => String(experiment)).values()];
  const places = stylePlaces(experiments.map((each) => each.map(({ optimizer }) => optimizer)));
  const ranked = (comparison?.tasks[0]?.optimizers ?? []).map(({ optimizer }) => optimizer);
  return { ...paletteOf(optimizers, places), optimizers: [...new Set([...ranked, ...optimizers])] };
}
