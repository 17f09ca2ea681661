import { pow } from '../pow.ts';
import { median } from '../stats/index.ts';
import type { Grid } from './grid.ts';

/** How high a value is drawn. */
export interface Relief {
  /** From 0, the lowest value of the domain, to 1, its highest; values beyond are drawn at the edge. */
  height(value: number): number;
  /** The value that is drawn at a height from 0 to 1. */
  value(height: number): number;
  /** The values at equal steps of height, ends left out. */
  levels(count: number): number[];
}

/** How tall the whole relief stands beside half of the domain's width. */
export const tallness = 0.9;

/** Of the middle value's share of the range: what is drawn straight, and the most that is stretched. */
const [flattest, steepest] = [0.5, 1000];

/**
 * A scale of heights on which the function's shape can be seen. Values of these functions span up to six powers of ten,
 * and what matters happens at the bottom: the scale is logarithmic, `log(1 + c·(value − lowest))`, as strongly as it takes
 * to put the median of the domain at half the height; where values are spread evenly it is straight.
 */
export function reliefOf({ values }: Grid, lowest = Math.min(...values)): Relief {
  const low = Math.min(lowest, ...values);
  const range = Math.max(...values) - low || 1;
  // log(1 + (b² − 1)·m)/log b² = ½ has the solution b = 1/m − 1.
  const middle = Math.max((median(values)! - low) / range, 1e-9);
  const base = Math.min(steepest, Math.max(flattest, 1 / middle - 1)) ** 2;
  const straight = Math.abs(base - 1) < 1e-6;
  const valueAt = (height: number) =>
    low + range * (straight ? height : (pow(base, height) - 1) / (base - 1));
  return {
    value: valueAt,
    height(value) {
      const share = Math.min(1, Math.max(0, (value - low) / range));
      return straight ? share : Math.log1p((base - 1) * share) / Math.log(base);
    },
    levels: (count) => Array.from({ length: count }, (_, index) => valueAt((index + 1) / (count + 1))),
  };
}
