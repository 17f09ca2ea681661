import { dirname, join, resolve } from 'node:path';
import { optimizers } from '../../optimizers/index.ts';
import { writeWhole } from '../../write-whole.ts';
import { readCosts } from './costs.ts';
import { optimizersIndex } from './index-page.ts';
import { optimizerPage } from './page.ts';
import { pageFile } from './page-file.ts';
import { refusedPairs } from './refused-pairs.ts';
import { studyLinks } from './studies.ts';

/**
 * The pages about all optimizers, by file. What updates cost is read from `costs.json` in their folder, and which documents
 * are verdicts of studies from the folder above.
 *
 * @param folder where they lie, or are going to.
 * @throws UsageError where `costs.json` is something else.
 */
export function optimizerPages(folder: string): ReadonlyMap<string, string> {
  const records = {
    costs: readCosts(join(folder, 'costs.json')),
    studies: studyLinks(dirname(resolve(folder))),
    refused: refusedPairs(),
  };
  const entries = optimizers.entries();
  return new Map([
    ['README.md', optimizersIndex(entries)],
    ...entries.map((entry) => [pageFile(entry.name), optimizerPage(entry, records)] as const),
  ]);
}

/** Writes them; other files of the folder stay. @throws UsageError if they cannot be written there. */
export function writeOptimizerPages(folder: string): void {
  for (const [file, text] of optimizerPages(folder)) writeWhole(join(folder, file), text);
}
