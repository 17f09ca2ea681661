/** How many runs there are of something, and how many of them count with the worst score. */
export interface RunCounts {
  readonly seeds: number;
  readonly diverged: number;
  /** Finished ones whose score is NaN or infinite. */
  readonly notFinite: number;
}

export const divergedMark = '†';
export const notFiniteMark = '‡';

/** What {@link notFiniteMark} means. */
export const notFiniteMeaning = 'finished with a score that is NaN or infinite';

/** `6`, `6 (1†)`, `6 (1†, 2‡)` */
export function seedsCell({ seeds, diverged, notFinite }: RunCounts): string {
  const marks = [
    ...(diverged > 0 ? [`${diverged}${divergedMark}`] : []),
    ...(notFinite > 0 ? [`${notFinite}${notFiniteMark}`] : []),
  ];
  return marks.length > 0 ? `${seeds} (${marks.join(', ')})` : String(seeds);
}

/** What captions of figures say where a cross marks such runs; nothing where there are none. */
export function crossNote(counts: readonly Omit<RunCounts, 'seeds'>[]): string {
  const reasons = [
    ...(counts.some(({ diverged }) => diverged > 0) ? ['diverged'] : []),
    ...(counts.some(({ notFinite }) => notFinite > 0) ? [notFiniteMeaning] : []),
  ];
  return reasons.length === 0
    ? ''
    : `A cross: some seeds ${reasons.join(' or ')}; they count with the worst score of the experiment.`;
}
