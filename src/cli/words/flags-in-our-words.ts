import { UsageError } from '../../errors.ts';
import { parseNumber } from '../../parse-number.ts';
import { separated } from '../../separated.ts';
import type { Declared } from './declared-flags.ts';
import { type FlagWord, flagWord, isTruth, readTruth } from './flag-word.ts';
import { meaningOf } from './other-flags.ts';

/** For flags that take one value: the one that several are meant for, and what such a value looks like. */
export const forSeveral: ReadonlyMap<
  string,
  {
    readonly flag: string;
    readonly fits: (word: string, hints: Hints) => boolean;
    /** Whether given twice it names two: two numbers of seeds are a mistake. */
    readonly repeats: boolean;
  }
> = new Map([
  ['seeds', { flag: 'seed-list', fits: (word) => parseNumber(word) !== undefined, repeats: false }],
  ['env', { flag: 'envs', fits: (word, { isTask }) => isTask(word), repeats: true }],
]);

/** Flags that may be given several times, by their names: all values, and the words where the first of them stands. */
type Gathered = Map<string, { readonly values: readonly string[]; readonly words: string[] }>;

/** What decides how words are read, and whom to tell. */
export interface Hints {
  /** Whether a word names a task; asked only where it may be something else. */
  readonly isTask: (word: string) => boolean;
  /** Is told of flags that are left out. */
  readonly note: (line: string) => void;
}

/**
 * The words behind a command, with flags as it declares them. Those that nobody would expect stay as they are.
 *
 * @throws UsageError for a flag that rl-bench has not, with the way to do it here.
 */
export function flagsInOurWords(words: readonly string[], declared: Declared, hints: Hints): string[] {
  const places: string[] = [];
  const read: string[][] = [];
  const gathered: Gathered = new Map();
  const left = [...words];
  while (left.length > 0 && left[0] !== '--') {
    const flag = flagWord(left[0]!);
    if (flag === undefined) read.push([left.shift()!]);
    else {
      left.shift();
      read.push(asDeclared(flag, left, declared, hints, places, gathered));
    }
  }
  for (const [name, { values, words }] of gathered) {
    words.push(`--${values.length > 1 ? forSeveral.get(name)!.flag : name}`, ...values);
  }
  return [...places, ...read.flat(), ...left];
}

/**
 * @param left the words behind the flag; those that belong to it and are read here are taken away.
 * @param places is given what belongs behind the command as words. @param gathered and the values of flags that repeat.
 */
function asDeclared(
  flag: FlagWord,
  left: string[],
  { find, positionals }: Declared,
  hints: Hints,
  places: string[],
  gathered: Gathered,
): string[] {
  const { typed, value } = flag;
  const own = find(flag.name);
  const meant = own ? undefined : meaningOf(flag.name, (each) => find(each) !== undefined);
  const ours = own ?? (meant?.flag === undefined ? undefined : find(meant.flag));
  if (ours === undefined) {
    if (meant?.say === undefined) return [spelled(flag.name, value)];
    if (!meant.anyway) throw new UsageError(`rl-bench has no ${typed}: ${meant.say}`);
    hints.note(`${typed} is not needed: ${meant.say}`);
    if (/^\d+$/.test(left[0] ?? '') || isTruth(left[0])) left.shift();
    return [];
  }
  if (ours.takes === 'none') {
    const text = value ?? (isTruth(left[0]) ? left.shift() : undefined);
    return [spelled(ours.name, text === undefined ? undefined : String(readTruth(typed, text)))];
  }
  if (positionals.includes(ours.name)) {
    // Of a word and a flag for the same place, yargs would drop the flag.
    const values = value === undefined ? [] : [value];
    while (left[0] !== undefined && left[0] !== '--' && !flagWord(left[0])) {
      if (ours.takes === 'one' && values.length > 0) break;
      values.push(left.shift()!);
    }
    places.push(...values);
    return values.length === 0 ? [spelled(ours.name, undefined)] : [];
  }
  const more = ours.takes === 'one' ? forSeveral.get(ours.name) : undefined;
  if (more === undefined || find(more.flag) === undefined) return [spelled(ours.name, value)];
  const values = value === undefined ? [] : [value];
  const goesOn = (word: string): boolean =>
    values.length === 0 || positionals.length === 0 || more.fits(word, hints);
  while (left[0] !== undefined && left[0] !== '--' && !flagWord(left[0]) && goesOn(left[0])) {
    values.push(left.shift()!);
  }
  const all = values.flatMap(separated);
  if (more.repeats && all.length > 0) {
    // What stands behind would otherwise be lost: yargs would take it for further values.
    while (left[0] !== undefined && left[0] !== '--' && !flagWord(left[0])) places.push(left.shift()!);
    const before = gathered.get(ours.name);
    const words = before?.words ?? [];
    gathered.set(ours.name, { values: [...(before?.values ?? []), ...all], words });
    return before === undefined ? words : [];
  }
  if (all.length <= 1) return [`--${ours.name}`, ...values];
  // yargs would take the words behind for further values.
  while (left[0] !== undefined && left[0] !== '--' && !flagWord(left[0])) places.push(left.shift()!);
  return [`--${more.flag}`, ...all];
}

function spelled(name: string, value: string | undefined): string {
  return value === undefined ? `--${name}` : `--${name}=${value}`;
}
