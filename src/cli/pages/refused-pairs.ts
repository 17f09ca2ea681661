import { groupBy } from '../../group-by.ts';
import { optimizers, refusals } from '../../optimizers/index.ts';

/** A wrapper that cannot stand around something, both as they are by default. */
export interface RefusedPair {
  readonly wrapper: string;
  readonly inside: string;
  readonly reason: string;
}

/** Every such pair of the registry. */
export function refusedPairs(): RefusedPair[] {
  return optimizers
    .entries()
    .flatMap((entry) =>
      Object.entries(refusals(entry)).map(([wrapper, reason]) => ({ wrapper, inside: entry.name, reason })),
    );
}

/** What an optimizer does not go together with, as lines: first where it is inside, then where it is the wrapper. */
export function refusalLines(name: string, pairs: readonly RefusedPair[]): string[] {
  const outside = groupBy(
    pairs.filter(({ inside }) => inside === name),
    ({ reason }) => reason,
  );
  const around = groupBy(
    pairs.filter(({ wrapper }) => wrapper === name),
    ({ reason }) => reason,
  );
  return [
    ...[...outside].map(
      ([reason, all]) => `not inside of ${all.map(({ wrapper }) => wrapper).join(', ')}: ${reason}`,
    ),
    ...[...around].map(
      ([reason, all]) => `not around ${all.map(({ inside }) => inside).join(', ')}: ${reason}`,
    ),
  ];
}
