/** Columns that terminals have at least. */
const terminalWidth = 80;

/** How wide a table on the standard output may be: in a pipe or a file no row is broken, since programs read them line by line. */
export function tableWidth(): number {
  return process.stdout.isTTY ? terminalWidth : Number.POSITIVE_INFINITY;
}
