/** What JSON can say: plain data that survives being saved, sent to another process and read again. */
export type PlainData =
  | null
  | boolean
  | number
  | string
  | readonly PlainData[]
  | { readonly [key: string]: PlainData };

/** True for what comes back from JSON as it was: no NaN, no infinity, no typed array, nothing that refers to itself. */
export function isPlainData(value: unknown, around: readonly unknown[] = []): value is PlainData {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || around.includes(value)) return false;
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  const prototype = Object.getPrototypeOf(value);
  const isPlain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  return isPlain && parts.every((part) => isPlainData(part, [...around, value]));
}
