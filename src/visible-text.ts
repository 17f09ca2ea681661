/**
 * What is not seen, or changes how the rest is seen: control characters, marks of direction, what has no width, and
 * halves of characters. Terminals obey some of them, XML forbids others.
 */
const unseen = String.raw`\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF`;
const unseenRuns = new RegExp(`[${unseen}]+`, 'gu');
const unseenInLines = new RegExp(`(?![\\n\\t])[${unseen}]`, 'gu');

/** Text in one line, with blanks where something unseen was: for cells, labels and messages. */
export function oneLine(text: string): string {
  return text.replaceAll(unseenRuns, ' ');
}

/** Lines for a terminal, with everything unseen spelled as in JSON: `\u202e`. What JSON says stays the same. */
export function printable(text: string): string {
  return text.replaceAll(unseenInLines, (character) =>
    Array.from({ length: character.length }, (_, unit) => spelled(character.charCodeAt(unit))).join(''),
  );
}

/** Lines for HTML and XML, with a sign in place of everything unseen. */
export function withReplacements(text: string): string {
  return text.replaceAll(unseenInLines, '\uFFFD');
}

function spelled(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
