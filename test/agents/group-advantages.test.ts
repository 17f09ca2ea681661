import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bnpo, successRates, unitInterval } from '../../agents/advantages/bnpo.ts';
import { estimate } from '../../agents/advantages/estimators.ts';
import type { Groups } from '../../agents/advantages/groups.ts';
import { drGrpo, grpo } from '../../agents/advantages/grpo.ts';
import { betaDensity, logGamma } from '../../agents/advantages/log-beta.ts';
import { rloo } from '../../agents/advantages/rloo.ts';
import { trlGrpo, trlRloo } from '../../agents/advantages/trl.ts';
import { expectClose } from './golden.ts';

const binary = fc.integer({ min: 0, max: 1 });
const binaryGroups = fc.array(fc.array(binary, { minLength: 2, maxLength: 8 }), {
  minLength: 1,
  maxLength: 6,
});
const score = fc.double({ min: -100, max: 100, noNaN: true });
const groups = fc.array(fc.array(score, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });

const estimators: Readonly<Record<string, (groups: Groups) => number[][]>> = {
  grpo,
  drGrpo,
  rloo,
  bnpo: (scores) => bnpo(unitInterval(scores)),
  'trlGrpo of the group': (scores) => trlGrpo(scores, 'group'),
  'trlGrpo of the batch': (scores) => trlGrpo(scores, 'batch'),
  trlRloo: (scores) => trlRloo(scores, false),
};

describe.each(Object.entries(estimators))('%s', (_, estimator) => {
  test('gives every score a finite advantage, whatever the groups', () => {
    fc.assert(
      fc.property(groups, (scores) => {
        const advantages = estimator(scores);
        expect(advantages.map((group) => group.length)).toEqual(scores.map((group) => group.length));
        expect(advantages.flat().every(Number.isFinite)).toBe(true);
      }),
    );
  });

  test.each([
    [
      'all failures',
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ],
    [
      'all successes',
      [
        [1, 1, 1],
        [1, 1, 1],
      ],
    ],
    ['one group of equal scores', [[1, 1, 1, 1]]],
  ])('finds nothing to learn in %s', (_, scores) => {
    expect(estimator(scores).flat().map(Math.abs)).toEqual(scores.flat().map(() => 0));
  });

  test('does not depend on the order of the groups', () => {
    fc.assert(
      fc.property(groups, (scores) => {
        const backwards = estimator([...scores].reverse()).reverse();
        estimator(scores).forEach((group, index) => {
          expectClose(backwards[index]!, group, 1e-9);
        });
      }),
    );
  });
});

describe('BNPO', () => {
  test('with alpha = beta = 1 is REINFORCE with the mean of the group for a baseline', () => {
    fc.assert(
      fc.property(binaryGroups, (scores) => {
        const baseline = scores.map((group, i) => group.map((each) => each - successRates(scores)[i]!));
        expectClose(bnpo(scores, { alpha: 1, beta: 1 }).flat(), baseline.flat(), 1e-12);
      }),
    );
  });

  test('with alpha = beta = 3/2 is π/8 times GRPO with the deviation of the population', () => {
    fc.assert(
      fc.property(binaryGroups, (scores) => {
        const populationGrpo = grpo(scores, 0).map((group) =>
          // n − 1 in GRPO's deviation, n here; groups without spread get 0 from both.
          group.map((each) => (Number.isNaN(each) ? 0 : each * Math.sqrt(group.length / (group.length - 1)))),
        );
        const expected = populationGrpo.flat().map((each) => (each * Math.PI) / 8);
        expectClose(bnpo(scores, { alpha: 1.5, beta: 1.5 }).flat(), expected, 1e-9);
      }),
    );
  });

  test('takes rates that are all the same for no spread at all', () => {
    expect(
      bnpo([
        [1, 0, 0],
        [0, 1, 0],
      ]),
    ).toEqual([
      [1 - 1 / 3, -1 / 3, -1 / 3],
      [-1 / 3, 1 - 1 / 3, -1 / 3],
    ]);
  });

  test('maps scores from elsewhere to 0 … 1 first', () => {
    expect(
      unitInterval([
        [-2, 0],
        [2, 2],
      ]),
    ).toEqual([
      [0, 0.5],
      [1, 1],
    ]);
    expect(unitInterval([[0.25, 0.5]])).toEqual([[0.25, 0.5]]);
    expect(unitInterval([[7, 7]])).toEqual([[0, 0]]);
  });
});

describe('The density of the Beta distribution', () => {
  test('rests on the logarithm of the gamma function', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 14);
    let factorial = 0;
    for (let n = 1; n < 100; n++) {
      expect(Math.abs(logGamma(n) - factorial)).toBeLessThan(1e-13 * Math.max(1, factorial));
      factorial += Math.log(n);
    }
  });

  test('is uniform, a parabola or an arc where it should be', () => {
    for (const p of [0, 0.2, 0.5, 1]) {
      expect(betaDensity(p, 1, 1)).toBeCloseTo(1, 14);
      expect(betaDensity(p, 2, 2)).toBeCloseTo(6 * p * (1 - p), 13);
      expect(betaDensity(p, 1.5, 1.5)).toBeCloseTo((8 / Math.PI) * Math.sqrt(p * (1 - p)), 13);
    }
  });
});

test('Several rewards are estimated one by one, and the average is learned from', () => {
  const success = [
    [0, 0],
    [0, 1],
  ];
  const milestone = [
    [0, 1],
    [1, 1],
  ];
  const { advantages, diagnostics } = estimate('dr-grpo', [success, milestone]);
  expect(advantages).toEqual([
    [-0.25, 0.25],
    [-0.25, 0.25],
  ]);
  expect(diagnostics).toMatchObject({ zeroGroups: 0, rawMean: 0, alpha: null });
  expect(estimate('dr-grpo', [success]).diagnostics.zeroGroups).toBe(0.5);
});
