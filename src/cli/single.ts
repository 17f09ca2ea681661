import { UsageError } from '../errors.ts';

/** The value of a flag that takes one. @throws UsageError if it is empty. */
export function single(argv: Readonly<Record<string, unknown>>, flag: string): string {
  const value = argv[flag];
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError(`--${flag} takes one value, given none`);
}

/** The value of a flag that may be left out. @throws UsageError if it is empty. */
export function optional(argv: Readonly<Record<string, unknown>>, flag: string): string | undefined {
  return argv[flag] === undefined ? undefined : single(argv, flag);
}

/** The values of a flag that takes several; none where it was left out. @throws UsageError if one is empty. */
export function valuesOf(argv: Readonly<Record<string, unknown>>, flag: string): string[] {
  const values = ((argv[flag] ?? []) as unknown[]).map(String);
  if (values.includes('')) throw new UsageError(`--${flag} takes a value, given none`);
  return values;
}
