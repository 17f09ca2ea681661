import { UsageError } from '../../errors.ts';
import { wholeNumber } from '../damage.ts';
import type { ForeignEpisode, RunPart } from '../foreign-run.ts';
import { type Cells, numberOf } from './cells.ts';
import { csvRows } from './csv.ts';

/** An episode by itself: several monitors of one run are put into one order by their time. */
export interface MonitoredEpisode extends Omit<ForeignEpisode, 'envStep'> {
  readonly length: number;
}

export interface Monitor extends Pick<RunPart, 'told'> {
  readonly episodes: readonly MonitoredEpisode[];
}

/**
 * The episodes of a `monitor.csv` of Stable-Baselines3: a line of JSON, then return `r`, length `l` and time `t` of each.
 *
 * @throws UsageError for any other file.
 */
export function monitorIn(text: string): Monitor {
  const [head = ''] = text.split('\n', 1);
  const about = head.startsWith('#') ? headOf(head.slice(1)) : undefined;
  if (about === undefined) {
    throw new UsageError('its first line is not #{…} with t_start, as a monitor of Stable-Baselines3 has');
  }
  const { columns, rows } = csvRows(text.slice(head.length + 1), 2);
  const missing = ['r', 'l', 't'].find((column) => !columns.includes(column));
  if (missing !== undefined) throw new UsageError(`it has no column ${missing}, which monitors have`);
  const env = typeof about.env_id === 'string' && about.env_id !== 'None' ? about.env_id : undefined;
  return { told: { env }, episodes: rows.map(episodeIn) };
}

function episodeIn(row: Cells): MonitoredEpisode {
  const success = row.cells.get('is_success')?.toLowerCase();
  return {
    return: numberOf(row, 'r')!,
    length: wholeNumber(numberOf(row, 'l')!, `${row.where}: l`),
    success: success === undefined || success === '' ? null : ['true', '1', '1.0'].includes(success),
    wallS: Math.max(0, numberOf(row, 't')!),
  };
}

function headOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const head: unknown = JSON.parse(text);
    return typeof head === 'object' && head !== null ? (head as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The episodes of all environments of a run in the order of their ends. */
export function episodesOf(monitors: readonly Monitor[]): ForeignEpisode[] {
  let envStep = 0;
  return monitors
    .flatMap(({ episodes }) => episodes)
    .sort((a, b) => a.wallS - b.wallS)
    .map((episode) => {
      envStep += episode.length;
      return { ...episode, envStep };
    });
}
