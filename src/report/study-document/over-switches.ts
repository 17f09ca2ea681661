import { markdownList, markdownTable } from '../../text/markdown.ts';
import { switchesColumns, switchesHeading, switchesNotes } from '../switches/switches-text.ts';
import type { DocumentContent } from './document-content.ts';
import { heading, picture } from './markdown-parts.ts';

/** What the switches of tasks have made of optimizers; nothing where no task switches. */
export function overSwitches(content: DocumentContent): string[] {
  const { switches } = content;
  if (switches.length === 0) return [];
  return [
    heading(2, 'Over switches'),
    ...switches.flatMap((task) => {
      const columns = switchesColumns(task);
      return [
        heading(3, switchesHeading(task)),
        markdownTable(
          columns,
          task.optimizers.map((own) => columns.map(({ cell }) => cell(own))),
        ),
        markdownList(switchesNotes(task)),
      ];
    }),
    picture('switches', content),
    picture('switch-dormancy', content),
  ];
}
