/** A text that takes no more than some letters, its end cut off. */
export function cut(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}

/** About how wide a text is in a font of 12 units. */
export function textWidth(text: string): number {
  return text.length * 8;
}
