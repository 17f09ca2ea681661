import { expect } from 'vitest';
import { groupBy } from '../../src/group-by.ts';
import type { Verdict } from './command-verdict.ts';

/** Prints what became of all commands, and fails with those that misbehaved. */
export function account(what: string, verdicts: readonly (Verdict & { readonly case: string })[]): void {
  const counts = [...groupBy(verdicts, ({ code }) => `exit ${code}`)].map(
    ([code, own]) => `${code}: ${own.length}`,
  );
  const bad = verdicts.filter(({ fault }) => fault !== null);
  console.log(
    `${what}: ${verdicts.length} commands, ${bad.length} misbehaved (${counts.toSorted().join(', ')})`,
  );
  const words = bad.map(
    ({ case: name, args, fault, stderr }) =>
      `${name}: rl-bench ${args.join(' ')}\n  ${fault}: ${stderr.slice(0, 600)}`,
  );
  expect(words.join('\n')).toBe('');
}
