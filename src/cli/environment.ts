import type { Argv } from 'yargs';
import { declaredOptions } from './words/declared-flags.ts';
import { readTruth } from './words/flag-word.ts';

const prefix = 'RL_BENCH_';

/**
 * Lets environment variables stand for the flags declared so far: `RL_BENCH_NUM_ENVS=8` for `--num-envs 8`,
 * `RL_BENCH_OPTIMIZERS="MILO ADAMW"` for a list. Flags go before variables. A variable that belongs to another command's
 * flag is left alone.
 */
export function withEnvironment<T>(yargs: Argv<T>, variables = process.env): Argv<T> {
  const { key, array, boolean } = declaredOptions(yargs);
  const given: Record<string, unknown> = {};
  for (const flag of Object.keys(key)) {
    const name = prefix + flag.replaceAll('-', '_').toUpperCase();
    const text = variables[name];
    if (text === undefined) continue;
    if (array.includes(flag)) given[flag] = text.trim().split(/\s+/);
    else given[flag] = boolean.includes(flag) ? readTruth(name, text) : text;
  }
  return yargs.config(given);
}
