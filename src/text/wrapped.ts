import { broken } from './broken.ts';

/** A text in lines of at most `width` characters, broken between words; lines after the first stand two further in. */
export function wrapped(text: string, width = 80): string {
  const [first = ''] = broken(text, width);
  const rest = text.slice(first.length).trimStart();
  return [first, ...broken(rest, width - 2).map((line) => `  ${line}`)].join('\n');
}
