/** A number as people write it: `1e5`, `1_000`, `10k`, `2.5M`. */
export const numberPattern = /[+-]?(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+|[kK]|M)?(?![\w.])/;

const whole = new RegExp(`^(?:${numberPattern.source})$`);

/** What a text says that is a number and nothing else; undefined for every other text. */
export function parseNumber(text: string): number | undefined {
  if (!whole.test(text)) return undefined;
  const plain = text.replaceAll('_', '').replace(/k$/i, 'e3').replace(/M$/, 'e6');
  return Number(plain);
}
