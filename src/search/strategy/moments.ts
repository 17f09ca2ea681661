/** True where all numbers are the same. */
export function areAlike(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

/** Of the population. */
export function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

/** Zero mean and unit deviation; zeros where all numbers are alike. */
export function standardized(values: readonly number[]): number[] {
  if (areAlike(values)) return values.map(() => 0);
  const mean = meanOf(values);
  const deviation = deviationOf(values);
  return values.map((value) => (value - mean) / deviation);
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
