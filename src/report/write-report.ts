import { resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { UsageError } from '../errors.ts';
import { readResults } from '../store/index.ts';
import { asList } from './several/wanted.ts';

/** What to make of an experiment, and of which. At least one kind of output has to be named. */
export interface ReportOptions {
  /** Path of the results file, or of several, whose experiments are reported as one. */
  readonly db: string | readonly string[];
  /**
   * The id or title of an experiment (of several with the title, the newest), or of several that are reported as one: of one
   * file, or of as many files, in their order. Default: of each file the newest, also while it runs.
   */
  readonly experiment?: number | string | readonly (number | string)[] | undefined;
  /**
   * In place of an experiment: the titles of several, as SQLite's GLOB has them, whose networks differ in width. The Markdown
   * file is about their learning rates then; other outputs are refused.
   */
  readonly widths?: string | undefined;
  /** The HTML file to write: one page that needs no network and nothing beside it. */
  readonly page?: string | undefined;
  /** The Markdown file to write; its pictures go into a folder beside it that has its name. */
  readonly markdown?: string | undefined;
  /** A folder for every figure as SVG. */
  readonly svg?: string | undefined;
  /** A folder for every figure as PNG, at double size. */
  readonly png?: string | undefined;
}

/**
 * Writes a report on an experiment. Files that are there already are replaced, each as a whole.
 *
 * @returns the paths of all files that were written.
 * @throws UsageError if there is no such experiment, experiments contradict each other, nothing is to be written, or a file
 * cannot be written.
 */
export async function writeReport({
  db,
  experiment,
  widths,
  page: pagePath,
  markdown,
  svg,
  png,
}: ReportOptions): Promise<string[]> {
  const files = asList(db);
  if (widths !== undefined) {
    if (
      markdown === undefined ||
      [...asList(experiment), pagePath, svg, png].some((each) => each !== undefined)
    ) {
      throw new UsageError(
        '--widths makes a document of its own: give --markdown FILE.md beside it, and nothing else',
      );
    }
    const [path, ...others] = files;
    if (path === undefined || others.length > 0) {
      throw new UsageError(`--widths is about experiments of one file, given ${files.length}; name one`);
    }
    const { writeWidthDocument } = await import('./widths/width-document.ts');
    return readResults(path, (db) => writeWidthDocument(db, widths, markdown));
  }
  if ([pagePath, markdown, svg, png].every((each) => each === undefined))
    throw new UsageError(
      'a report is written nowhere; name a page, a Markdown file, or a folder for figures',
    );
  // Loaded when asked for: drawing takes packages that nobody should wait for otherwise.
  const { experimentFacts, reportedExperiment } = await import('./experiment-facts.ts');
  const { experimentReport } = await import('./experiment-report.ts');
  const { page } = await import('./page/page.ts');
  const { writeFigures } = await import('./export/figure-files.ts');
  const { documentFigures, writeDocument } = await import('./study-document/write-document.ts');
  const { taskEvaluations } = await import('./study-document/study-facts.ts');
  const { readExperiments } = await import('./several/read-experiments.ts');
  const { writeWhole } = await import('../write-whole.ts');
  const wanted = { files, experiments: asList(experiment) };
  const write = async (db: Database, id: number): Promise<string[]> => {
    // Figures of episodes and gradients take most of the time of a large file, and a document shows few of them.
    const alone = [pagePath, svg, png].every((each) => each === undefined);
    const content = experimentReport(
      db,
      experimentFacts(db, id),
      alone ? documentFigures(taskEvaluations(db, id)) : undefined,
    );
    const written: string[] = [];
    if (pagePath !== undefined) {
      writeWhole(resolve(pagePath), page(content));
      written.push(pagePath);
    }
    if (markdown !== undefined) written.push(...(await writeDocument(db, content, markdown)));
    const { figures, palette } = content;
    if (svg !== undefined) written.push(...(await writeFigures(svg, 'svg', figures, palette)));
    if (png !== undefined) written.push(...(await writeFigures(png, 'png', figures, palette)));
    return written;
  };
  return readExperiments(wanted, write, { taken: 'measurements', find: reportedExperiment });
}
