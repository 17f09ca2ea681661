/** A statistic of several samples. */
export type Statistic<T> = (strata: readonly (readonly T[])[]) => number | undefined;
