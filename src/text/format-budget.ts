import { several } from '../several.ts';
import { formatCount } from './format.ts';

/** What a run was given: `100k steps`, or `500 episodes` where these are its budget. */
export function formatBudget({
  totalTimesteps,
  totalEpisodes,
}: {
  readonly totalTimesteps: number;
  readonly totalEpisodes: number | null;
}): string {
  return totalEpisodes === null
    ? several(totalTimesteps, 'step', formatCount)
    : several(totalEpisodes, 'episode', formatCount);
}
