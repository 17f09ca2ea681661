/** A text in lines of at most `width` characters, broken at blanks; lines after the first stand two further in. */
export function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (longer.length <= width || current.trim() === '') {
      current = longer;
      continue;
    }
    lines.push(current);
    current = `  ${word}`;
  }
  return [...lines, current].join('\n');
}
