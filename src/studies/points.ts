import { median } from '../stats/index.ts';
import type { StudyPoint } from './study-entry.ts';

/** What all seeds measured in a series at a place, in the order of seeds. */
export function valuesAt(points: readonly StudyPoint[], series: string, x: number): number[] {
  return points.filter((point) => point.series === series && point.x === x).map(({ y }) => y);
}

/** The median over seeds, NaN where any of them has no finite value or there is none. */
export function medianAt(points: readonly StudyPoint[], series: string, x: number): number {
  const values = valuesAt(points, series, x);
  return values.length === 0 || values.some((value) => !Number.isFinite(value))
    ? Number.NaN
    : median(values)!;
}

/** The last value of each seed of a series, in the order of seeds. */
export function lastValues(points: readonly StudyPoint[], series: string): number[] {
  const last = new Map<number, StudyPoint>();
  for (const point of points) {
    if (point.series !== series) continue;
    const before = last.get(point.seed);
    if (before === undefined || point.x >= before.x) last.set(point.seed, point);
  }
  return [...last].sort(([one], [other]) => one - other).map(([, { y }]) => y);
}

/** The place of each seed's first value that is as large, in the order in which seeds first come; infinite where none is. */
export function reachedAt(points: readonly StudyPoint[], series: string, threshold: number): number[] {
  const own = points.filter((point) => point.series === series);
  return [...new Set(own.map(({ seed }) => seed))].map((seed) =>
    Math.min(...own.filter((point) => point.seed === seed && point.y >= threshold).map(({ x }) => x)),
  );
}

/** How many seeds have measured something. */
export function seedsIn(points: readonly StudyPoint[]): number {
  return new Set(points.map(({ seed }) => seed)).size;
}
