import { UsageError } from '../errors.ts';

/**
 * The one of several output formats whose flag is given; undefined if none is.
 *
 * @throws UsageError if more than one is.
 */
export function oneFormat<T>(
  argv: Readonly<Record<string, unknown>>,
  formats: Readonly<Record<string, T>>,
): T | undefined {
  const given = Object.keys(formats).filter((flag) => argv[flag] === true);
  if (given.length > 1) {
    const flags = given.map((flag) => `--${flag}`).join(' and ');
    throw new UsageError(`${flags} exclude each other; keep one of them`);
  }
  return given[0] === undefined ? undefined : formats[given[0]];
}
