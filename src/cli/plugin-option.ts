import type { Options } from 'yargs';
import { Parser } from 'yargs/helpers';
import { UsageError } from '../errors.ts';

/** `--plugin ./my-optimizer.js`, once a file; part of every command. */
export const pluginOption: Options = {
  type: 'string',
  requiresArg: true,
  describe:
    'a JavaScript file that registers an optimizer (or an environment, …) of your own; may be repeated',
};

/**
 * The files that a command line names, else `RL_BENCH_PLUGIN`. They are wanted before the command line can be read as a
 * whole: what they register has flags of its own.
 */
export function pluginPaths(words: readonly string[], variables = process.env): string[] {
  const { plugin } = Parser([...words], { string: ['plugin'] });
  const given = (plugin ?? variables.RL_BENCH_PLUGIN ?? []) as string | string[];
  const paths = [given].flat();
  if (paths.includes('')) throw new UsageError('--plugin takes the path of a JavaScript file, given none');
  return paths;
}
