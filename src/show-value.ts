import { inspect } from 'node:util';

/** A value in one short line, however deep or circular it may be. @param most characters. */
export function showValue(value: unknown, most = 60): string {
  // Node would show the stack of the error that it was rejected with.
  if (value instanceof Promise) return 'a promise';
  const text =
    typeof value === 'string'
      ? JSON.stringify(value)
      : inspect(value, { depth: 1, compact: true, breakLength: Number.POSITIVE_INFINITY });
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
