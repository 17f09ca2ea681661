/** Runs of a population that may be left off before the end of their budgets. */
interface MayBeLeftOff {
  readonly until?: number;
}

/** A population whose runs are left off at a share of their budget. @param share undefined or 1: they are trained to their ends. */
export function leftOffAt<Planned extends MayBeLeftOff>(
  planned: Planned,
  share: number | undefined,
): Omit<Planned, 'until'> & MayBeLeftOff {
  const { until: _, ...whole } = planned;
  return share === undefined || share === 1 ? whole : { ...whole, until: share };
}
