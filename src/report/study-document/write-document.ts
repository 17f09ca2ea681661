import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import { writeWhole } from '../../write-whole.ts';
import { writeFigures } from '../export/figure-files.ts';
import type { PageContent } from '../page/page.ts';
import { settingsLooks } from './settings-looks.ts';
import { studyDocument } from './study-document.ts';
import { studyFacts, type TaskEvaluations } from './study-facts.ts';

/** Ids of the figures that the document of tasks evaluated so often shows, if they have something to show. */
export function documentFigures(tasks: readonly TaskEvaluations[]): string[] {
  // One evaluation at the end is no curve; the training episodes are.
  const curves = tasks.some(({ evaluations }) => evaluations > 1);
  return [
    'learning-rates',
    'published-values',
    'final-scores',
    curves ? 'learning-curves' : 'training-returns',
    'switches',
    'switch-dormancy',
    'budget-curves',
    'sensitivity-plane',
    'time-profiles',
  ];
}

/**
 * Writes an experiment as a Markdown file, and its pictures into a folder beside it that has its name.
 *
 * @returns the paths of all files.
 * @throws UsageError for another ending than `.md`, or if a file cannot be written.
 */
export async function writeDocument(db: Database, content: PageContent, path: string): Promise<string[]> {
  const folder = basename(path, '.md');
  if (extname(path) !== '.md')
    throw new UsageError(`--markdown writes a file that ends in .md, given "${path}"`);
  const facts = studyFacts(db, content.experiment.id);
  const looks = settingsLooks(db, content.experiment.id);
  const shown = documentFigures(facts.evaluations);
  const figures = content.figures.filter(({ id }) => shown.includes(id));
  const pictures = new Map(figures.map(({ id }) => [id, `${folder}/${id}.svg`]));
  writeWhole(resolve(path), studyDocument({ ...content, facts, looks, pictures }));
  return [path, ...(await writeFigures(join(dirname(path), folder), 'svg', figures, content.palette))];
}
