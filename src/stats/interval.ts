/** The bounds of an interval; `low` is at most `high`. */
export type Interval = readonly [low: number, high: number];
