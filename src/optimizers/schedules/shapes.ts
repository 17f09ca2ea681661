/** How a learning rate goes on after its warm-up. Factors are of the learning rate. */
export interface ScheduleShape {
  readonly shape: 'constant' | 'linear' | 'cosine' | 'custom';
  /** Share of the budget that the warm-up takes. */
  readonly warmup: number;
  /** Factor that the warm-up starts from. */
  readonly start: number;
  /** Factor at the end of the budget. */
  readonly end: number;
  /** Factors at equal distances, the first where the warm-up ends and the last at the end of the budget. */
  readonly points: readonly number[] | null;
}

/**
 * The factor on the learning rate when a share `progress` of the budget is spent: a line from `start` to 1 over the
 * warm-up, then the shape over what is left, as in Optax's `warmup_cosine_decay_schedule` and `join_schedules`.
 *
 * @param progress in [0, 1]
 */
export function scheduleFactor(
  { shape, warmup, start, end, points }: ScheduleShape,
  progress: number,
): number {
  if (progress < warmup) return start + (1 - start) * (progress / warmup);
  const spent = warmup < 1 ? (progress - warmup) / (1 - warmup) : 1;
  switch (shape) {
    case 'constant':
      return 1;
    case 'linear':
      return 1 + (end - 1) * spent;
    case 'cosine':
      return end + ((1 - end) * (1 + Math.cos(Math.PI * spent))) / 2;
    case 'custom':
      return interpolated(points!, spent);
  }
}

/** Between neighbours on a line. @param at 0 for the first point, 1 for the last. */
function interpolated(points: readonly number[], at: number): number {
  const position = at * (points.length - 1);
  const left = Math.min(Math.floor(position), points.length - 2);
  const weight = position - left;
  return points[left]! * (1 - weight) + points[left + 1]! * weight;
}
