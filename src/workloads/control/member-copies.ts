import type { EnvSpec } from '../../../envs/index.ts';

/** Which rows of a vector environment are whose: member k's copies are the rows k·N … k·N+N−1. */
export class MemberCopies {
  /** Rows of all members. */
  readonly size: number;
  /** N */
  readonly copies: number;

  constructor(members: number, copies: number) {
    this.size = members * copies;
    this.copies = copies;
  }

  memberOf(row: number): number {
    return Math.floor(row / this.copies);
  }

  /** 1 for the rows of members that take part, 0 for the others. */
  of(members: readonly boolean[]): Uint8Array {
    return Uint8Array.from({ length: this.size }, (_, row) => Number(members[this.memberOf(row)]));
  }

  /** A member's rows, those alone that are running if these are given. */
  rowsOf(member: number, running?: Uint8Array): number[] {
    const rows: number[] = [];
    const end = (member + 1) * this.copies;
    for (let row = end - this.copies; row < end; row++) if (!running || running[row]) rows.push(row);
    return rows;
  }

  /** Lets all rows of members stand still of which one has failed. @param faults by row. */
  halt(running: Uint8Array, faults: ReadonlyMap<number, string>): void {
    for (const row of faults.keys()) {
      const first = row - (row % this.copies);
      running.fill(0, first, first + this.copies);
    }
  }
}

/** What is known of players, the agents of teams, once a member: as the first of its agents has it. */
export function ofMembers(values: readonly number[], { agents }: Pick<EnvSpec, 'agents'>): number[] {
  return values.filter((_, player) => player % agents === 0);
}
