/** What a line ends behind, if it can: first between words, then between settings, then within a name. */
const ends = [[], [',', '(', ')'], ['_', '-']] as const;

/**
 * A text in lines of at most `width` characters, broken where a name or a setting ends; within a word only where it does
 * not fit into a line by itself, and then behind an underscore or a dash if it has one.
 */
export function broken(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const found = ends.map((characters) => lastEnd(rest, width, characters)).find((end) => end !== undefined);
    const at = found ?? width;
    lines.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return rest === '' ? lines : [...lines, rest];
}

/** How many characters the longest part of a text has that `broken` would rather not break. */
export function longestName(text: string): number {
  const parts = text.split(/ +|(?<=[,()])(?![),])/);
  return parts.reduce((most, { length }) => Math.max(most, length), 0);
}

/** How many characters the longest line has that ends before a blank, or behind one of some characters. */
function lastEnd(text: string, width: number, characters: readonly string[]): number | undefined {
  for (let end = width; end > 0; end--) {
    // What closes or separates stands behind what it belongs to.
    if (text[end] === ' ' || (characters.includes(text[end - 1]!) && !/[),]/.test(text[end]!))) return end;
  }
  return undefined;
}
