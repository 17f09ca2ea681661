import { UsageError } from './errors.ts';
import { showValue } from './show-value.ts';

/** What somebody who writes JavaScript has handed over, of which nothing is known yet. */
export type Loose = Readonly<Record<string, unknown>>;

/** What every field of an object has to be, and the same in words. Some look at other fields of the object, too. */
export type FieldRules = Readonly<
  Record<string, readonly [right: (value: unknown, object: Loose) => boolean, words: string]>
>;

export const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

/** True for 1, 2, … */
export const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;

export const isFlag = (value: unknown): boolean => typeof value === 'boolean';

const isFunction = (value: unknown): boolean => typeof value === 'function';

/** The rules for fields that are functions. */
export const functions = (...names: readonly string[]): FieldRules =>
  Object.fromEntries(names.map((name) => [name, [isFunction, 'a function']]));

/**
 * Holds an object to its rules.
 *
 * @param prefix of the fields in messages: `schedule.`. @param called whose fields they are, for messages.
 * @throws UsageError for the first field that is wrong.
 */
export function checkFields(made: Loose, rules: FieldRules, prefix: string, called: string): void {
  for (const [key, [right, words]] of Object.entries(rules)) {
    if (!right(made[key], made)) {
      throw new UsageError(`${prefix}${key} of ${called} must be ${words}; given ${showValue(made[key])}`);
    }
  }
}
