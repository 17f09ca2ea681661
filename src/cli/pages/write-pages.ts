import { join } from 'node:path';
import { writeWhole } from '../../write-whole.ts';

/** Writes pages into a folder; other files there stay. @throws UsageError if they cannot be written there. */
export function writePages(folder: string, pages: ReadonlyMap<string, string>): void {
  for (const [file, text] of pages) writeWhole(join(folder, file), text);
}
