import cliui from 'cliui';

const terminalWidth = 80;

/** Terms and what they mean, side by side, broken between words. @param width of the terms, with the gap behind them. */
export function definitions(rows: readonly (readonly string[])[], width = termWidth(rows)): string {
  const ui = cliui({ width: terminalWidth, wrap: true });
  for (const [term, meaning] of rows)
    ui.div({ text: term!, width, padding: [0, 2, 0, 0] }, { text: meaning! });
  return ui.toString();
}

/** Columns for the longest term, and a gap. */
export function termWidth(rows: readonly (readonly string[])[]): number {
  return Math.max(0, ...rows.map(([term]) => term!.length)) + 4;
}
