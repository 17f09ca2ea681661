import { UsageError } from '../../errors.ts';
import { type Tensor, tensor } from '../../tensors/tf.ts';
import type { PerMember, StepContext } from '../entry/optimizer.ts';

/** A coefficient ready for tensor arithmetic: a number where all members agree, else a tensor `[P, 1, 1]`. */
export type Coefficient = number | Tensor;

/** The counters of one member at one update. */
export interface MemberStep {
  /** 1 at the member's first update. */
  readonly step: number;
  readonly learningRateScale: number;
  readonly progress: number;
  /** 1 at the first update on new experience. */
  readonly stepInRollout: number;
}

/**
 * The coefficients of an update rule, worked out for each member in double precision on the host, as the reference
 * implementations do (`1 - β₁ᵗ`, `η √c₂ / c₁`, …), and rounded once when they meet the tensors.
 *
 * Because a member's coefficients depend on its own settings and counters only, and are rounded the same way whether
 * they travel as a number or as a tensor, a member computes the same bits alone and in company.
 */
export function perMember<Settings, Name extends string>(
  members: readonly Settings[],
  coefficients: (settings: Settings, at: MemberStep) => Record<Name, number>,
): (step: StepContext) => Record<Name, Coefficient> {
  return (context) => {
    const rows = eachMember(members, context, coefficients);
    const first = rows[0]!;
    const columns = (Object.keys(first) as Name[]).map((name): [Name, Coefficient] => {
      const same = rows.every((row) => Object.is(row[name], first[name]));
      if (same) return [name, first[name]];
      return [
        name,
        tensor(
          rows.map((row) => row[name]),
          [rows.length, 1, 1],
        ),
      ];
    });
    return Object.fromEntries(columns) as Record<Name, Coefficient>;
  };
}

/** What `fn` says of each member at an update; once where nothing tells the members apart. */
export function eachMember<Settings, T>(
  members: readonly Settings[],
  { step, learningRateScale = 1, progress = 0, stepInRollout = step }: StepContext,
  fn: (settings: Settings, at: MemberStep) => T,
): T[] {
  const count = Math.max(members.length, ...[step, learningRateScale, progress, stepInRollout].map(length));
  return Array.from({ length: count }, (_, member) =>
    fn(members.length === 1 ? members[0]! : members[member]!, {
      step: entryOf(step, member),
      learningRateScale: entryOf(learningRateScale, member),
      progress: entryOf(progress, member),
      stepInRollout: entryOf(stepInRollout, member),
    }),
  );
}

/**
 * For which members something holds at an update, one entry each: a step at which a basis is renewed.
 *
 * @param count how many members there are.
 */
export function membersWhere<Settings>(
  members: readonly Settings[],
  holds: (settings: Settings, at: MemberStep) => boolean,
): (step: StepContext, count: number) => boolean[] {
  return (context, count) => {
    const each = eachMember(members, context, holds);
    return each.length === 1 ? new Array<boolean>(count).fill(each[0]!) : each;
  };
}

/**
 * An option that decides the shape of the computation and so must be the same for all members.
 *
 * @throws UsageError if members differ.
 */
export function common<Settings, Key extends keyof Settings & string>(
  members: readonly Settings[],
  key: Key,
): Settings[Key] {
  const [first] = members;
  const value = first![key];
  for (const { [key]: other } of members) {
    if (other === value) continue;
    throw new UsageError(
      `members of one population cannot differ in ${key} (given ${String(value)} and ${String(other)}); ` +
        'train them as separate optimizers',
    );
  }
  return value;
}

function length(value: PerMember): number {
  return typeof value === 'object' ? value.length : 1;
}

function entryOf(value: PerMember, member: number): number {
  return typeof value === 'object' ? value[member]! : value;
}
