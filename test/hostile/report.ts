import { expect } from 'vitest';
import { groupBy } from '../../src/report/group-by.ts';
import type { Verdict } from './command-verdict.ts';

/** `HOSTILE_SHARE=0.05` runs a twentieth of the cases. */
const share = Number(process.env.HOSTILE_SHARE ?? 1);

/** How many cases to try of so many; at least one. */
export function shareOf(count: number): number {
  return Math.max(1, Math.round(count * share));
}

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
