import { several } from '../several.ts';
import type { ListedExperiment } from '../store/index.ts';
import { table } from '../text/table.ts';

/** Experiments as a table for a terminal of 80 columns, their notes below. */
export function experimentsText(listed: readonly ListedExperiment[]): string {
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
  return [table(columns, listed, { width: 80 }), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

/** One word or two on how far an experiment is. */
export function statusOf({ runs, importedFrom }: ListedExperiment): string {
  if (importedFrom !== null) return 'imported';
  const { queued = 0, running = 0, failed = 0, interrupted = 0, finished = 0, diverged = 0 } = runs;
  if (running > 0) return 'running';
  if (interrupted > 0) return 'stopped';
  if (failed > 0) return 'failed';
  if (queued > 0) return 'waiting';
  return finished + diverged > 0 ? 'complete' : 'without runs';
}

/** `8`, or `3 of 8` where some have not come to their end. */
function runsOf({ finished = 0, diverged = 0, ...others }: ListedExperiment['runs']): string {
  const ended = finished + diverged;
  const all = Object.values(others).reduce((sum, count) => sum + count, ended);
  return ended === all ? String(all) : `${ended} of ${all}`;
}

/** `812 bytes`, `1.4 MB`: of a part of a file, in powers of ten. */
function sizeText(bytes: number): string {
  if (bytes < 1000) return several(bytes, 'byte');
  const [unit, size] = bytes < 1e6 ? ['kB', 1e3] : bytes < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  return `${(bytes / (size as number)).toFixed(1)} ${unit}`;
}
