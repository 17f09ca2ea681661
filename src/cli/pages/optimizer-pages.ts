import { dirname, join, resolve } from 'node:path';
import { optimizers } from '../../optimizers/index.ts';
import { readCosts } from './costs.ts';
import { optimizerPage } from './optimizer-page.ts';
import { optimizersIndex } from './optimizers-index.ts';
import { pageFile } from './page-parts.ts';
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
