import { several } from '../several.ts';
import type { TaskWords } from '../task-words.ts';
import { formatCount } from './format.ts';

/** What a run was given: `100k steps`, `41k samples`, or `500 episodes` where these are its budget. */
export function formatBudget(
  {
    totalTimesteps,
    totalEpisodes,
  }: { readonly totalTimesteps: number; readonly totalEpisodes: number | null },
  { unit }: TaskWords,
): string {
  return totalEpisodes === null
    ? several(totalTimesteps, unit, formatCount)
    : several(totalEpisodes, 'episode', formatCount);
}
