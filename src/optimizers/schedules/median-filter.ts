/**
 * Each value replaced by the median of the window around it. Before the start, the first value goes on; behind the end,
 * the values are met in reverse, the last one not repeated.
 *
 * @param reach values on either side of the window's middle, less than there are values.
 */
export function medianFilter(values: readonly number[], reach: number): number[] {
  const last = values.length - 1;
  const at = (index: number): number => values[index > last ? 2 * last - index : Math.max(0, index)]!;
  return values.map((_, middle) => {
    const window = Array.from({ length: 2 * reach + 1 }, (_, offset) => at(middle - reach + offset));
    return window.sort((a, b) => a - b)[reach]!;
  });
}
