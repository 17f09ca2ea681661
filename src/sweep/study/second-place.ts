/** Where a value stands that stood before already; undefined where all are different. */
export function secondPlace(values: readonly unknown[]): number | undefined {
  const place = values.findIndex((value, index) => values.indexOf(value) !== index);
  return place < 0 ? undefined : place;
}
