import type { Database } from 'better-sqlite3';
import { type Bits, differenceOfBits } from '../../backends/bits/index.ts';
import { several } from '../../several.ts';
import { bitsOfRuns } from '../../store/index.ts';

/** Runs that cannot go on where they are, since what they would go on from was computed to other bits. */
export interface OtherBits {
  readonly runIds: readonly number[];
  /** In one line, what becomes of them. */
  readonly line: string;
}

/**
 * The runs among some that were begun where the same training has other bits.
 *
 * @param now what the bits depend on where they are to go on. @returns undefined where there are none.
 */
export function runsOfOtherBits(
  db: Database,
  runIds: readonly number[],
  now: Bits,
  machine: string,
): OtherBits | undefined {
  const others = [...bitsOfRuns<Bits>(db, runIds)].flatMap(([run, before]) => {
    const difference = differenceOfBits(before, now);
    return difference === undefined ? [] : [{ run, difference }];
  });
  const [first] = others;
  if (first === undefined) return undefined;
  const runs = others.map(({ run }) => run);
  const whose = runs.length === 1 ? `run ${first.run}` : several(runs.length, 'run');
  return {
    runIds: runs,
    line: `${whose} cannot go on to the same bits on ${machine} (${first.difference}), and ${runs.length === 1 ? 'begins' : 'begin'} again there`,
  };
}
