import type { Argv } from 'yargs';
import { separated } from '../separated.ts';
import { declaredOptions } from './words/declared-flags.ts';
import { readTruth } from './words/flag-word.ts';
import { forSeveral } from './words/flags-in-our-words.ts';

const prefix = 'RL_BENCH_';

/**
 * Flags that say one thing in several ways: `--seeds` and `--seed-list`, and the budgets. Each goes before the variables of all of
 * them, which yargs knows only of flags and variables of the same name.
 */
const partners = new Map(
  [
    ...[...forSeveral].map(([one, { flag }]) => [one, flag]),
    ['total-timesteps', 'total-episodes', 'total-updates'],
  ].flatMap((flags) => flags.map((flag) => [flag, flags] as const)),
);

/**
 * Lets environment variables stand for the flags declared so far: `RL_BENCH_NUM_ENVS=8` for `--num-envs 8`,
 * `RL_BENCH_OPTIMIZERS="MILO ADAMW"` for a list, `RL_BENCH_SEEDS="1 2 3"` for `--seeds 1 2 3`. Flags go before variables.
 * A variable that belongs to another command's flag is left alone.
 */
export function withEnvironment<T>(yargs: Argv<T>, variables = process.env): Argv<T> {
  const { key, array, boolean, narg } = declaredOptions(yargs);
  const given: Record<string, unknown> = {};
  for (const flag of Object.keys(key)) {
    const name = prefix + flag.replaceAll('-', '_').toUpperCase();
    const text = variables[name];
    if (text === undefined) continue;
    const words = text.trim().split(/\s+/);
    const several = forSeveral.get(flag)?.flag;
    const values = several === undefined || key[several] === undefined ? [] : words.flatMap(separated);
    // What is given once for each value may have blanks in it, as paths do.
    if (array.includes(flag)) given[flag] = narg[flag] === 1 ? [text] : words;
    else if (values.length > 1) given[several!] = values;
    else given[flag] = boolean.includes(flag) ? readTruth(name, text) : text;
  }
  const entries = Object.entries(given);
  const hasPartners = ([flag]: [string, unknown]): boolean => partners.has(flag);
  return yargs
    .config(Object.fromEntries(entries.filter((entry) => !hasPartners(entry))))
    .middleware((argv) => {
      const typed: Record<string, unknown> = argv;
      const isFree = ([flag]: [string, unknown]): boolean =>
        partners.get(flag)!.every((partner) => typed[partner] === undefined);
      Object.assign(argv, Object.fromEntries(entries.filter(hasPartners).filter(isFree)));
    }, true);
}
