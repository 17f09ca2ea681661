/** A number of things: `1 run`, `30 runs`. @param format how a number is written. */
export function several(count: number, noun: string, format: (count: number) => string = String): string {
  return `${format(count)} ${noun}${count === 1 ? '' : 's'}`;
}
