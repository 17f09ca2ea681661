import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../errors.ts';
import { single } from './single.ts';

/** A flag that takes one of some words, the first by default. Left to us to check, for yargs complains in four lines. */
export function choices(allowed: readonly string[], describe: string) {
  return {
    type: 'string',
    requiresArg: true,
    default: allowed[0],
    describe: `${describe}: ${allowed.join(', ')}`,
  } as const;
}

/** The word that was chosen. @throws UsageError for any other. */
export function choice<T extends string>(
  argv: Readonly<Record<string, unknown>>,
  flag: string,
  allowed: readonly T[],
): T {
  const given = single(argv, flag);
  const found = allowed.find((each) => each === given);
  if (found !== undefined) return found;
  throw new UsageError(
    `--${flag} knows no "${given}"${didYouMean(given, allowed)} (known: ${allowed.join(', ')})`,
  );
}
