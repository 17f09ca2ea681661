import { UsageError } from '../../errors.ts';

/** A word that is a flag. */
export interface FlagWord {
  /** Without dashes in front, `-` for `_`: `num-envs` of `--num_envs=8`. */
  readonly name: string;
  /** As it was typed: `--num_envs`. */
  readonly typed: string;
  /** What stands behind `=`, or behind the letter of `-n500`. */
  readonly value: string | undefined;
}

/** @returns undefined for a word that is none, such as `-1,2`. */
export function flagWord(word: string): FlagWord | undefined {
  const [, typed, name, value] =
    /^(-([A-Za-z]))=?(-?[\d.].*)$/s.exec(word) ?? /^(--?([A-Za-z][\w.-]*))(?:=(.*))?$/s.exec(word) ?? [];
  return name === undefined ? undefined : { name: name.replaceAll('_', '-'), typed: typed!, value };
}

const truths: ReadonlyMap<string, boolean> = new Map(
  Object.entries({ true: true, 1: true, yes: true, on: true, false: false, 0: false, no: false, off: false }),
);

/** Whether a word behind a switch can only belong to it. */
export function isTruth(word: string | undefined): word is string {
  return /^(true|false)$/i.test(word ?? '');
}

/** Whether a switch is on. @param flag for the message. @throws UsageError for a text that does not say. */
export function readTruth(flag: string, text: string): boolean {
  const read = truths.get(text.trim().toLowerCase());
  if (read !== undefined) return read;
  throw new UsageError(`${flag} must be true or false, given "${text}"`);
}
