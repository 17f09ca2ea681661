import { runsOf, statusOf } from '../report/experiment-status.ts';
import { several } from '../several.ts';
import type { ListedExperiment } from '../store/index.ts';
import { table } from '../text/table.ts';

/** Experiments as a table, their notes below. @param width of the table. */
export function experimentsText(listed: readonly ListedExperiment[], width = 80): string {
  if (listed.length === 0) return 'the file has no experiments';
  const tagged = listed.some(({ tags }) => tags.length > 0);
  type Row = ListedExperiment;
  const columns = [
    { header: 'id', cell: ({ id }: Row) => String(id), align: 'right' as const },
    { header: 'title', cell: ({ title, command }: Row) => (title === '' ? command : title), wraps: true },
    { header: 'when', cell: ({ createdAt }: Row) => createdAt.slice(0, 16).replace('T', ' ') },
    { header: 'status', cell: statusOf },
    { header: 'runs', cell: ({ runs }: Row) => runsOf(runs), align: 'right' as const },
    { header: 'size', cell: ({ bytes }: Row) => sizeText(bytes), align: 'right' as const },
    ...(tagged ? [{ header: 'tags', cell: ({ tags }: Row) => tags.join(' ') }] : []),
  ];
  const notes = listed.filter(({ note }) => note !== null).map(({ id, note }) => `${id}: ${note}`);
  return [table(columns, listed, { width }), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

/** `812 bytes`, `1.4 MB`: of a part of a file, in powers of ten. */
function sizeText(bytes: number): string {
  if (bytes < 1000) return several(bytes, 'byte');
  const [unit, size] = bytes < 1e6 ? ['kB', 1e3] : bytes < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  return `${(bytes / (size as number)).toFixed(1)} ${unit}`;
}
