import { several } from '../several.ts';
import { table } from '../text/table.ts';
import { wrapped } from '../text/wrapped.ts';
import { readClaim, readyClaims } from './claim-file.ts';
import type { JudgedClaim } from './judged-claim.ts';

/** A claim that there is to look into. */
export interface ListedClaim {
  readonly name: string;
  readonly claim: string;
  readonly source: string;
  readonly seeds: number;
}

/** Those that come with rl-bench. */
export function listedClaims(): ListedClaim[] {
  return readyClaims().map((name) => {
    const { claim, source, seeds } = readClaim(name);
    return { name, claim, source, seeds };
  });
}

/** @param width of the terminal. */
export function claimsTable(claims: readonly ListedClaim[], width: number): string {
  return table<ListedClaim>(
    [
      { header: 'study', cell: ({ name }) => name },
      { header: 'seeds', align: 'right', cell: ({ seeds }) => String(seeds) },
      { header: 'claim', cell: ({ claim }) => claim, wraps: true },
    ],
    claims,
    { width },
  );
}

/** What came of a study, for a terminal. */
export function judgedText({ experiment, config, judgement }: JudgedClaim): string {
  const { verdict, sentences, beside } = judgement;
  const numbers = table(
    [
      { header: 'quantity', cell: ({ quantity }) => quantity, wraps: true },
      { header: 'published', align: 'right', cell: ({ published }) => published },
      { header: 'here', align: 'right', cell: ({ here }) => here },
    ],
    beside,
  );
  return [
    `${config.study}: ${verdict} (${several(config.seeds, 'seed')}, experiment ${experiment})`,
    '',
    ...sentences.map((sentence) => wrapped(sentence)),
    ...(beside.length === 0 ? [] : ['', numbers]),
    '',
  ].join('\n');
}
