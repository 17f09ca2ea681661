import type { Answer, SqlValue } from '../store/index.ts';

/**
 * Lines of comma-separated values (RFC 4180: CRLF, quotes doubled). NULL is an empty field and an empty text is `""`,
 * so they stay apart; binary values are base64. A text that a spreadsheet would take for a formula gets an apostrophe before
 * it (OWASP, "CSV injection"); numbers stay as they are.
 */
export function* csvLines({ columns, rows }: Answer): Generator<string> {
  yield csvLine(columns);
  for (const row of rows) yield csvLine(row);
}

function csvLine(values: readonly SqlValue[]): string {
  return `${values.map(csvField).join(',')}\r\n`;
}

function csvField(value: SqlValue): string {
  if (value === null) return '';
  const text =
    typeof value === 'string'
      ? harmless(value)
      : Buffer.isBuffer(value)
        ? value.toString('base64')
        : String(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What spreadsheets begin a formula with, blanks before it or not. */
const formula = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;
const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function harmless(text: string): string {
  return formula.test(text) && !number.test(text) ? `'${text}` : text;
}
