import { formatRate } from '../../text/format.ts';
import { listed } from '../../text/listed.ts';
import type { BorrowedRate } from './borrowed-rate.ts';
import type { Candidate } from './candidate.ts';

/** The same in one environment with one agent. Plain data, fit for JSON. */
export interface BorrowedRateOfTask extends BorrowedRate {
  /** Labels, as in the results. */
  readonly env: string;
  readonly agent: string;
}

/** What a plan tells of such rates. */
export interface BorrowedRates {
  /** Given where rules train at rates that recipes record for them with other settings, for readers. */
  readonly borrowedRates?: readonly BorrowedRateOfTask[];
}

/** Variants that a message names one by one; of more it names one less. */
const mostNamed = 3;

/** All that a plan borrows, as a part of the plan: nothing where it borrows none. */
export function borrowedRatesOf(candidates: readonly Candidate[]): BorrowedRates {
  const all = candidates.flatMap(({ env, agent, optimizer }) =>
    optimizer.borrowed.map((each): BorrowedRateOfTask => ({ env: env.label, agent: agent.label, ...each })),
  );
  return all.length === 0 ? {} : { borrowedRates: all };
}

/** Says, in a line for each rule, which variants of it train at a rate that was recorded for the rule as it is by default. */
export function borrowedRateNotes({ borrowedRates = [] }: BorrowedRates): string[] {
  const rules = [...new Set(borrowedRates.map(({ rule }) => rule))];
  return rules.map((rule) => {
    const own = borrowedRates.filter((each) => each.rule === rule);
    const variants = [...new Set(own.map(({ variant }) => variant))];
    const rates = new Set(own.map(({ rate, agent, env }) => `${formatRate(rate)} with ${agent} on ${env}`));
    const verb = variants.length === 1 ? 'trains' : 'train';
    return (
      `${named(variants)} ${verb} at the learning rate recorded for ${rule} with its default settings ` +
      `(${[...rates].join(', ')}), and another may be better: set lr, or try several by --learning-rates`
    );
  });
}

function named(variants: readonly string[]): string {
  if (variants.length <= mostNamed) return listed(variants);
  const first = variants.slice(0, mostNamed - 1);
  return listed([...first, `${variants.length - first.length} more`]);
}
