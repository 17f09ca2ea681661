import type { Database } from 'better-sqlite3';
import { UsageError } from '../errors.ts';
import { type Comparison, compareExperiment } from './compare/index.ts';
import type { ExperimentFacts } from './experiment-facts.ts';
import { drawFigures } from './figures/draw-figures.ts';
import { figures, paletteOf } from './figures/index.ts';
import type { PageContent } from './page/page.ts';
import { setBeside } from './published/set-beside.ts';
import { faults, runGroups } from './run-groups.ts';
import { taskWordsOf } from './task-words.ts';

/** Gathers all that a report on an experiment shows, while the file may still be written to: one moment of it. */
export function experimentReport(db: Database, experiment: ExperimentFacts): PageContent {
  return db.transaction(() => {
    const wordsOf = taskWordsOf(db, experiment.id);
    const groups = runGroups(db, experiment.id);
    const palette = paletteOf([...new Set(groups.map(({ optimizer }) => optimizer))]);
    return {
      experiment,
      groups,
      comparison: comparisonOf(db, experiment.id),
      published: setBeside(db, experiment.id),
      faults: faults(db, experiment.id),
      figures: drawFigures(db, experiment.id, figures, palette, wordsOf),
      palette,
      wordsOf,
    };
  })();
}

/** Undefined where there is nothing to compare: a single optimizer, or no run that has ended yet. */
function comparisonOf(db: Database, experiment: number): Comparison | undefined {
  try {
    return compareExperiment(db, { experiment });
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
