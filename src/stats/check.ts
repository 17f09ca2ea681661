/**
 * A score that is no number is a mistake upstream: silently dropped it would flatter, silently kept it would spread.
 *
 * @throws RangeError if there is a NaN among the values.
 */
export function refuseNaN(values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) {
      throw new RangeError(`value ${i} of ${values.length} is NaN; decide what such a run counts as first`);
    }
  }
}

/** @throws RangeError if there is a NaN or an infinity among the values. */
export function refuseNonFinite(values: ArrayLike<number>): void {
  refuseNaN(values);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(`value ${i} of ${values.length} is ${values[i]}; sums need finite values`);
    }
  }
}

/** @throws RangeError unless `value` lies strictly between 0 and 1. */
export function refuseNonShare(value: number, what: string): void {
  if (!(value > 0 && value < 1)) throw new RangeError(`${what} is between 0 and 1, given ${value}`);
}
