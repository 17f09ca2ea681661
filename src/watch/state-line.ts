import { formatNumber } from '../text/format.ts';
import { type Episode, frameAt } from './episode.ts';

/** Numbers of an observation that a line shows; of more the first ones. */
const most = 6;

/** A line of state, at most about 100 characters: `run 3  step 12  return 12  action 1  x 0.02  x speed -0.4 …`. */
export function stateLine(episode: Episode, step: number): string {
  const { run, frames, drawing, success } = episode;
  const { observations, actions, total } = frameAt(episode, step);
  const isOver = step >= frames.length - 1;
  const [first] = observations;
  const shown = Array.from(first!.subarray(0, most)).map(
    (value, index) => `${drawing.names[index] ?? `o${index + 1}`} ${formatNumber(value)}`,
  );
  const outcome = success === null ? 'over' : success ? 'succeeded' : 'failed';
  return [
    `run ${run}`,
    `step ${Math.min(step, frames.length - 1)}`,
    `return ${formatNumber(total)}`,
    ...(actions === null ? [] : [`action ${actions[0]!.map(formatNumber).join(',')}`]),
    ...shown,
    ...(first!.length > most ? ['…'] : []),
    ...(isOver ? [outcome] : []),
  ].join('  ');
}
