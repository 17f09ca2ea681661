import { groupBy } from '../../group-by.ts';
import type { DeviceMinibatch, MemberRows } from './minibatch.ts';

/** Members of about as many rows and one clip range, and the minibatch of these alone. */
export interface MinibatchGroup {
  /** Places in the population, in the order of the minibatch. */
  readonly members: readonly number[];
  readonly batch: DeviceMinibatch;
}

/** Rows times parameters that cost about as much as the kernel calls of another group. */
const worthAGroup = 4e6;

/**
 * Divides a population whose members have collected unequally much, so that nobody is padded to many times its length
 * where that would cost more than another pass through the networks. What a member computes does not depend on it:
 * padding changes no bit.
 *
 * @param lengths rows of each member.
 * @param parameters numbers that a member learns.
 * @returns every member once; all in their order if they stay together.
 */
export function groupsByLength(lengths: readonly number[], parameters: number): number[][] {
  const longestFirst = [...lengths.keys()].sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const groups: number[][] = [];
  let longest = 0;
  for (const [place, member] of longestFirst.entries()) {
    const length = lengths[member]!;
    const saved = (longest - length) * (lengths.length - place) * parameters;
    if (groups.length === 0 || (longest > 2 * length && saved > worthAGroup)) {
      groups.push([]);
      longest = length;
    }
    groups.at(-1)!.push(member);
  }
  return groups.length === 1 ? [[...lengths.keys()]] : groups;
}

/** Members that go through the networks together: of about as many rows, and of one clip range. */
export function membersTogether(members: readonly MemberRows[], parameters: number): number[][] {
  const [first] = members;
  const alike = ({ rows, clipRange }: MemberRows): boolean =>
    rows.length === first!.rows.length && clipRange === first!.clipRange;
  if (members.every(alike)) return [[...members.keys()]];
  // A clip range is one number of a loss: members of another range go through the networks by themselves.
  const ranges = groupBy([...members.keys()], (member) => String(members[member]!.clipRange));
  return [...ranges.values()].flatMap((places) => {
    const lengths = places.map((member) => members[member]!.rows.length);
    return groupsByLength(lengths, parameters).map((group) => group.map((place) => places[place]!));
  });
}

/** The minibatches of all members, in groups by length. @param make of some members. Call within `tf.tidy`. */
export function minibatchGroups(
  members: readonly MemberRows[],
  parameters: number,
  make: (members: readonly MemberRows[]) => DeviceMinibatch,
): MinibatchGroup[] {
  return membersTogether(members, parameters).map((group) => ({
    members: group,
    batch: make(group.map((member) => members[member]!)),
  }));
}
