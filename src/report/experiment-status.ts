import type { ExperimentState } from '../store/index.ts';

/** One word or two on how far an experiment is. */
export function statusOf({ runs, importedFrom }: Pick<ExperimentState, 'runs' | 'importedFrom'>): string {
  if (importedFrom !== null) return 'imported';
  const {
    queued = 0,
    running = 0,
    failed = 0,
    interrupted = 0,
    paused = 0,
    finished = 0,
    diverged = 0,
  } = runs;
  if (running > 0) return 'running';
  if (interrupted + paused > 0) return 'stopped';
  if (failed > 0) return 'failed';
  if (queued > 0) return 'waiting';
  return finished + diverged > 0 ? 'complete' : 'without runs';
}

/** `8`, or `3 of 8` where some have not come to their end; what successive halving has dropped has. */
export function runsOf({
  finished = 0,
  diverged = 0,
  dropped = 0,
  ...others
}: ExperimentState['runs']): string {
  const ended = finished + diverged + dropped;
  const all = Object.values(others).reduce((sum, count) => sum + count, ended);
  return ended === all ? String(all) : `${ended} of ${all}`;
}
