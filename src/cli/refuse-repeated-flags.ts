import type { Argv } from 'yargs';
import { UsageError } from '../errors.ts';
import { declaredOptions } from './words/declared-flags.ts';

/**
 * Holds every flag that takes one value, or none, to being given once: yargs makes a list of what is given more often,
 * which no command expects.
 *
 * @param repeatable flags that take one value each time that they are given.
 * @throws UsageError
 */
export function refuseRepeatedFlags<T>(parser: Argv<T>, repeatable: readonly string[]): Argv<T> {
  return parser.check((argv) => {
    const { key, alias, array } = declaredOptions(parser);
    const spared = new Set([...array, ...repeatable, ...Object.values(alias).flat()]);
    for (const flag of Object.keys(key)) {
      const values = (argv as Readonly<Record<string, unknown>>)[flag];
      if (!Array.isArray(values) || spared.has(flag)) continue;
      const given = values.map((value) => (value === '' ? 'none' : String(value))).join(', ');
      throw new UsageError(`--${flag} is given ${values.length} times (${given}); give it once`);
    }
    return true;
  }, true);
}
