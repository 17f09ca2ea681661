/** A symbol of equations. */
export interface Notation {
  readonly symbol: string;
  readonly meaning: string;
}

/** A symbol that equations share, its meaning, and how it is found in one. What only one equation has, it explains itself. */
export type SharedSymbol = readonly [symbol: string, meaning: string, used: RegExp];

/** All symbols with their meanings. */
export function meaningsOf(symbols: readonly SharedSymbol[]): readonly Notation[] {
  return symbols.map(([symbol, meaning]) => ({ symbol, meaning }));
}

/** Those that an equation has. */
export function meaningsIn(
  equation: readonly string[],
  symbols: readonly SharedSymbol[],
): readonly Notation[] {
  const text = equation.join('\n');
  return meaningsOf(symbols.filter(([, , used]) => used.test(text)));
}
