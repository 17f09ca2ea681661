import { describe, expect, test } from 'vitest';
import { duels } from '../../../src/report/study-document/duels.ts';
import { compared, seeds } from '../compare/made-experiment.ts';

const ten = Array.from({ length: 10 }, (_, index) => 10 * index);
const tasks = ['acrobot', 'cartpole', 'pendulum'];

/** Two optimizers; B is so much above A on each of the tasks. */
function duel(...leads: readonly number[]) {
  return duels(
    compared(
      {},
      ...leads.flatMap((lead, at) => [
        seeds('A', ten, { env: tasks[at]! }),
        seeds(
          'B',
          ten.map((score) => score + lead),
          { env: tasks[at]! },
        ),
      ]),
    ),
  );
}

describe('duels(comparison)', () => {
  test('are won seed by seed, by however little', () => {
    const [{ advantage, a, pAdjusted, significant } = {} as never] = duel(0.001, 1000)!;
    expect(a === 'B' ? advantage : -advantage).toBe(1);
    expect(pAdjusted).toBe(2 / 2 ** 10);
    expect(significant).toBe(true);
  });

  test('on one task weigh as much as on another', () => {
    expect(duel(1000, -1)).toMatchObject([{ advantage: 0, pAdjusted: 1, significant: false }]);
    expect(Math.abs(duel(-1000, 1, 1)![0]!.advantage)).toBeCloseTo(1 / 3, 12);
  });

  test('may be drawn', () => {
    expect(duel(0, 0)).toMatchObject([{ advantage: 0, pAdjusted: 1 }]);
  });

  test('are corrected over all pairs', () => {
    const runs = tasks.flatMap((env) =>
      ['A', 'B', 'C'].map((name, place) =>
        seeds(
          name,
          ten.map((score) => score + place),
          { env },
        ),
      ),
    );
    const all = duels(compared({}, ...runs))!;
    expect(all.map(({ pAdjusted }) => pAdjusted)).toEqual([6 / 2 ** 10, 6 / 2 ** 10, 6 / 2 ** 10]);
  });

  test('are not fought on a single task, or with other seeds here than there', () => {
    expect(duel(1)).toBeUndefined();
    const [few, many] = [ten.slice(0, 5), ten];
    const runs = [few, many].flatMap((scores, at) =>
      ['A', 'B'].map((name) => seeds(name, scores, { env: tasks[at]! })),
    );
    expect(duels(compared({}, ...runs))).toBeUndefined();
  });
});
