/**
 * JSON text of plain data.
 *
 * @throws RangeError for NaN and ±Infinity, which JSON would turn into null without a word.
 */
export function toJson(data: object): string {
  return JSON.stringify(data, (key, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new RangeError(`JSON cannot hold ${key} = ${value}`);
    }
    return value;
  });
}
