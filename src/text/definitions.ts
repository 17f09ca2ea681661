import { broken } from './broken.ts';

const terminalWidth = 80;

/** Terms and what they mean, side by side, broken between words. @param width of the terms, with the gap behind them. */
export function definitions(rows: readonly (readonly string[])[], width = termWidth(rows)): string {
  return rows
    .flatMap(([term, meaning]) => {
      const lines = meaning!.split('\n').flatMap((line) => broken(line, terminalWidth - width));
      const [first = '', ...others] = lines;
      return [term!.padEnd(width) + first, ...others.map((line) => ' '.repeat(width) + line)];
    })
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Columns for the longest term, and a gap. */
export function termWidth(rows: readonly (readonly string[])[]): number {
  return Math.max(0, ...rows.map(([term]) => term!.length)) + 4;
}
