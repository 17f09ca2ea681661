import { showValue } from '../show-value.ts';
import type { Column } from './column.ts';
import { columnName, type RecordedTable } from './table.ts';

/**
 * What is wrong with a record, by the declaration of its table.
 *
 * @param tables that it may be of.
 * @returns null if nothing is, else words that follow on "a record …".
 */
export function recordFault(record: unknown, tables: readonly RecordedTable[]): string | null {
  const own = (typeof record === 'object' && record !== null ? record : {}) as Readonly<
    Record<string, unknown>
  >;
  const table = tables.find(({ kind }) => kind === own.kind);
  if (table === undefined) {
    return `must have a kind, one of ${tables.map(({ kind }) => kind).join(', ')}; given ${showValue(own.kind)}`;
  }
  for (const [field, column] of Object.entries(table.columns)) {
    const value = own[field];
    if (fits(value, column)) continue;
    return `of kind ${table.kind} has ${field} ${showValue(value)}, which must be ${wordsFor(column)} (${columnName(field)}: ${column.meaning})`;
  }
  return null;
}

function fits(value: unknown, { storage, form, canBeNaN, oneOf, nullIf }: Column): boolean {
  if (value === null) return nullIf !== undefined;
  if (form === 'truth') return typeof value === 'boolean';
  if (storage === 'text') return typeof value === 'string' && (oneOf === undefined || oneOf.includes(value));
  if (storage === 'integer') return Number.isSafeInteger(value);
  if (storage === 'real') return typeof value === 'number' && (canBeNaN || !Number.isNaN(value));
  return value instanceof Uint8Array;
}

function wordsFor({ storage, form, nullIf, oneOf }: Column): string {
  const kinds = { integer: 'a whole number', real: 'a number', text: 'a text', blob: 'bytes' } as const;
  const words = form === 'truth' ? 'true or false' : oneOf ? `one of ${oneOf.join(', ')}` : kinds[storage];
  return nullIf === undefined ? words : `${words}, or null where ${nullIf}`;
}
