import type { StepContext } from '../entry/optimizer.ts';
import { memberRows } from '../members/member-rows.ts';
import type { Decays } from './accumulators.ts';

/** What the moving averages of one member keep of their past. */
export type MemberDecays = { readonly [average in keyof Decays]: readonly number[] };

/** … where nothing was learned about that. */
export const plainDecays: MemberDecays = {
  momenta: [0.9, 0.99, 0.999],
  squares: [0.999],
  factored: [0.9, 0.99, 0.999],
};

/** The decays of all members, the same at every update. */
export function decaysOf<Settings>(
  members: readonly Settings[],
  decays: (settings: Settings) => MemberDecays = () => plainDecays,
): (context: StepContext) => Decays {
  const momenta = memberRows(members, (settings) => decays(settings).momenta);
  const squares = memberRows(members, (settings) => decays(settings).squares);
  const factored = memberRows(members, (settings) => decays(settings).factored);
  return (context) => ({
    momenta: momenta(context),
    squares: squares(context),
    factored: factored(context),
  });
}
