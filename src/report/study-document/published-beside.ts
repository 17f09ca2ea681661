import { markdownList, markdownTable } from '../../text/markdown.ts';
import { publishedNotes, publishedTables } from '../published/published-tables.ts';
import type { DocumentContent } from './document-content.ts';
import { heading, picture } from './markdown-parts.ts';

/** What others published of the same study, beside what came out here; nothing where it carries no such numbers. */
export function publishedBeside(content: DocumentContent): string[] {
  const { published } = content;
  if (published === undefined) return [];
  return [
    heading(2, 'Published and ours'),
    ...publishedTables(published).flatMap((table) => [
      heading(3, table.heading),
      markdownTable(table.columns, table.rows),
    ]),
    markdownList(publishedNotes(published)),
    picture('published-values', content),
  ];
}
