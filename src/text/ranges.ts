/** `1–5, 8` */
export function ranges(numbers: readonly number[]): string {
  const ordered = [...new Set(numbers)].sort((a, b) => a - b);
  const spans: [number, number][] = [];
  for (const number of ordered) {
    const last = spans.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else spans.push([number, number]);
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}
