import type { Argv } from 'yargs';

const prefix = 'RL_BENCH_';

/** What yargs knows about the flags declared so far; its types leave it out. */
interface DeclaredFlags {
  readonly key: Readonly<Record<string, unknown>>;
  readonly array: readonly string[];
  readonly boolean: readonly string[];
}

/**
 * Lets environment variables stand for the flags declared so far: `RL_BENCH_NUM_ENVS=8` for `--num-envs 8`,
 * `RL_BENCH_OPTIMIZERS="MILO ADAMW"` for a list. Flags go before variables. A variable that belongs to another command's
 * flag is left alone.
 */
export function withEnvironment<T>(yargs: Argv<T>, variables = process.env): Argv<T> {
  const { key, array, boolean } = (yargs as unknown as { getOptions(): DeclaredFlags }).getOptions();
  const given: Record<string, unknown> = {};
  for (const flag of Object.keys(key)) {
    const text = variables[prefix + flag.replaceAll('-', '_').toUpperCase()];
    if (text === undefined) continue;
    if (array.includes(flag)) given[flag] = text.trim().split(/\s+/);
    else given[flag] = boolean.includes(flag) ? text !== 'false' && text !== '0' : text;
  }
  return yargs.config(given);
}
