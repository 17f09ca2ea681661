import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Experience, gae, returnsToGo, standardize } from '../../agents/index.ts';
import { returnWeights } from '../../agents/reinforce.ts';
import { expectClose, goldenCases } from './golden.ts';

const tolerance = 1e-10;

interface GaeCase {
  name: string;
  gamma: number;
  lambda_: number;
  T: number;
  N: number;
  rewards: number[][];
  values: number[][];
  done_after_step?: number[][];
  terminated?: number[][];
  truncated?: number[][];
  terminal_values?: (number | null)[][];
  next_value: number[];
  advantages: number[][];
  returns: number[][];
}

function experience(rows: Partial<Experience> & Pick<Experience, 'rewards'>): Experience {
  const { length } = rows.rewards;
  const copies = rows.nextValues?.length ?? 1;
  return {
    length,
    copies,
    copy: Int32Array.from({ length }, (_, row) => row % copies),
    values: new Float64Array(length),
    terminated: new Uint8Array(length),
    truncated: new Uint8Array(length),
    finalValues: new Float64Array(length),
    nextValues: new Float64Array(copies),
    episodeReturns: new Float64Array(copies),
    teamReturns: new Float64Array(copies),
    successes: new Uint8Array(copies),
    ...rows,
  };
}

/** An episode of one copy that ends by the rules of the task. */
function episode(rewards: readonly number[]): Experience {
  const terminated = new Uint8Array(rewards.length);
  terminated[rewards.length - 1] = 1;
  return experience({ rewards: Float64Array.from(rewards), terminated });
}

describe('gae', () => {
  test.each(goldenCases<GaeCase>('gae'))('agrees with the reference: $name', (golden) => {
    const flat = (rows: readonly (readonly (number | null)[])[]) => rows.flat().map(Number);
    const { advantages, returns } = gae(
      experience({
        rewards: Float64Array.from(flat(golden.rewards)),
        values: Float64Array.from(flat(golden.values)),
        terminated: Uint8Array.from(flat(golden.done_after_step ?? golden.terminated!)),
        truncated: Uint8Array.from(flat(golden.truncated ?? golden.rewards.map((row) => row.map(() => 0)))),
        finalValues: Float64Array.from(
          flat(golden.terminal_values ?? golden.rewards.map((row) => row.map(() => 0))),
        ),
        nextValues: Float64Array.from(golden.next_value),
      }),
      golden.gamma,
      golden.lambda_,
    );
    expectClose(advantages, golden.advantages, tolerance, 'advantages');
    expectClose(returns, golden.returns, tolerance, 'returns');
  });

  test('with λ = 1 and no critic is the return to go', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (rewards, gamma) => {
          const lived = episode(rewards);
          expectClose(gae(lived, gamma, 1).advantages, [...returnsToGo(lived, gamma, false)], 1e-12);
        },
      ),
    );
  });

  test('without bootstrapping takes a time limit for an end', () => {
    const ended = episode([1, 2]);
    const cut = {
      ...ended,
      terminated: Uint8Array.of(0, 0),
      truncated: Uint8Array.of(0, 1),
      finalValues: Float64Array.of(0, 100),
    };
    expect(gae(cut, 0.9, 0.8, false)).toEqual(gae(ended, 0.9, 0.8));
    expect(gae(cut, 0.9, 0.8).advantages[1]).toBe(2 + 0.9 * 100);
  });

  test('an end and a time limit on the same step count as an end', () => {
    const both = { ...episode([1, 1]), truncated: Uint8Array.of(0, 1), finalValues: Float64Array.of(0, 100) };
    expect(gae(both, 1, 1).advantages).toEqual(Float64Array.of(2, 1));
  });
});

interface ReturnCase {
  name: string;
  algo: string;
  gamma: number;
  rewards: number[];
  returns: number[];
  normalised: number[];
}

describe('returnsToGo', () => {
  const cases = goldenCases<ReturnCase>('advantages').filter(({ algo }) => algo === 'reinforce_return_to_go');

  test.each(cases)('and its standardised weights agree with the reference: $name', (golden) => {
    const lived = episode(golden.rewards);
    const returns = returnsToGo(lived, golden.gamma, false);
    expectClose(returns, golden.returns, tolerance, 'returns');
    expectClose(returnWeights(lived, returns, 'episode'), golden.normalised, tolerance, 'weights');
  });

  test('bootstraps a time limit when asked to', () => {
    const cut = experience({
      rewards: Float64Array.of(1, 1),
      truncated: Uint8Array.of(0, 1),
      finalValues: Float64Array.of(0, 10),
    });
    expect(returnsToGo(cut, 0.5, true)).toEqual(Float64Array.of(1 + 0.5 * 6, 6));
    expect(returnsToGo(cut, 0.5, false)).toEqual(Float64Array.of(1.5, 1));
  });

  test('keeps interleaved copies apart', () => {
    const two = experience({
      rewards: Float64Array.of(1, 10, 1, 10),
      nextValues: new Float64Array(2),
      terminated: Uint8Array.of(0, 0, 1, 1),
    });
    expect(returnsToGo(two, 1, false)).toEqual(Float64Array.of(2, 20, 1, 10));
  });
});

describe('standardize', () => {
  test('gives zeros for fewer than two entries and for entries that are all alike', () => {
    expect(standardize([5], 1e-9)).toEqual(Float64Array.of(0));
    expect(standardize([0.1, 0.1, 0.1], 1e-9)).toEqual(new Float64Array(3));
  });

  test('within episodes leaves every episode with mean 0', () => {
    const two = experience({ rewards: Float64Array.of(1, 10, 2, 30), nextValues: new Float64Array(2) });
    const weights = returnWeights(two, two.rewards, 'episode');
    expect(weights[0]! + weights[2]!).toBeCloseTo(0, 12);
    expect(weights[1]! + weights[3]!).toBeCloseTo(0, 12);
  });
});
