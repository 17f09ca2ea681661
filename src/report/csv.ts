import type { Answer, SqlValue } from '../store/index.ts';

/**
 * Lines of comma-separated values (RFC 4180: CRLF, quotes doubled). NULL is an empty field and an empty text is `""`,
 * so they stay apart; binary values are base64.
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
  const text = Buffer.isBuffer(value) ? value.toString('base64') : String(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
