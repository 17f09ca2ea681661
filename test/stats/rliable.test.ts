import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  aggregateIqm,
  aggregateMean,
  aggregateMedian,
  aggregateOptimalityGap,
  byTask,
  mannWhitneyTest,
  mean,
  performanceProfile,
  probabilityOfImprovement,
  standardDeviation,
  stratifiedBootstrapInterval,
  studentTest,
  taskMeans,
  welchTest,
} from '../../src/stats/index.ts';

type Matrix = readonly (readonly number[])[];
type Metric = 'mean' | 'median' | 'iqm' | 'optimality_gap';
type Side = 'two-sided' | 'less' | 'greater';

interface Goldens {
  /** Scores are [run][task]. */
  readonly aggregate: readonly ({
    readonly kind: string;
    readonly scores: Matrix;
    readonly optimality_gap_gamma_0p5: number;
    readonly taus: readonly number[];
    readonly profile: readonly number[];
    readonly profile_of_task_means: readonly number[];
  } & Readonly<Record<Metric, number>>)[];
  readonly bootstrap_ci: readonly {
    readonly kind: string;
    readonly scores: Matrix;
    readonly metrics: Readonly<
      Record<Metric, Readonly<Record<'point' | 'ci95_low' | 'ci95_high' | 'tol_low' | 'tol_high', number>>>
    >;
  }[];
  readonly probability_of_improvement: readonly {
    readonly kind: string;
    readonly x: Matrix;
    readonly y: Matrix;
    readonly probability_of_improvement: number;
  }[];
  readonly tests: readonly {
    readonly kind: string;
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly mean_x: number;
    readonly mean_y: number;
    readonly std_x: number;
    readonly std_y: number;
    readonly sem_x: number;
    readonly welch: Readonly<Record<'t' | 'df' | 'p_two_sided' | 'p_less' | 'p_greater', number>>;
    readonly student: Readonly<Record<'t' | 'p_two_sided', number>>;
    readonly mann_whitney: {
      readonly U_x: number;
      readonly has_ties: boolean;
      /** By `method_alternative`: `auto_two-sided`, `asymptotic_no_continuity_two-sided`, … */
      readonly p: Readonly<Record<string, number>>;
    };
  }[];
}

const goldens = JSON.parse(
  readFileSync(new URL('../goldens/stats/rliable.json', import.meta.url), 'utf8'),
) as Goldens;

const aggregates = {
  mean: aggregateMean,
  median: aggregateMedian,
  iqm: aggregateIqm,
  optimality_gap: (tasks: Matrix) => aggregateOptimalityGap(tasks),
};
const metricNames = Object.keys(aggregates) as Metric[];

/** The goldens have 12 significant digits. */
function expectAgreement(actual: number | undefined, golden: number): void {
  expect(Math.abs(actual! - golden) / Math.max(1, Math.abs(golden))).toBeLessThan(1e-11);
}

describe.each(goldens.aggregate)('of scores like $kind', ({ scores, taus, ...golden }) => {
  const tasks = byTask(scores);

  test.each(metricNames)('the aggregate %s is that of rliable', (name) =>
    expectAgreement(aggregates[name](tasks), golden[name]),
  );
  test('the optimality gap to a desired score of ½ is that of rliable', () =>
    expectAgreement(aggregateOptimalityGap(tasks, 0.5), golden.optimality_gap_gamma_0p5));
  test('the performance profiles of runs and of task means are those of rliable', () => {
    const profiles = [
      [performanceProfile(scores.flat(), taus)!, golden.profile],
      [performanceProfile(taskMeans(tasks)!, taus)!, golden.profile_of_task_means],
    ] as const;
    for (const [actual, expected] of profiles) {
      expect(actual).toHaveLength(expected.length);
      expected.forEach((share, i) => {
        expectAgreement(actual[i], share);
      });
    }
  });
});

describe.each(goldens.bootstrap_ci)(
  'the stratified bootstrap of scores like $kind',
  ({ scores, metrics }) => {
    const tasks = byTask(scores);

    test.each(metricNames)('has the interval of rliable about the aggregate %s', (name) => {
      const golden = metrics[name];
      expectAgreement(aggregates[name](tasks), golden.point);
      const [low, high] = stratifiedBootstrapInterval(tasks, aggregates[name])!;
      expect(Math.abs(low - golden.ci95_low)).toBeLessThanOrEqual(golden.tol_low);
      expect(Math.abs(high - golden.ci95_high)).toBeLessThanOrEqual(golden.tol_high);
    });
  },
);

test.each(goldens.probability_of_improvement)(
  'the probability of improvement of scores like $kind is that of rliable',
  (golden) =>
    expectAgreement(
      probabilityOfImprovement(byTask(golden.x), byTask(golden.y)),
      golden.probability_of_improvement,
    ),
);

describe.each(goldens.tests)('of samples like $kind', ({ x, y, ...golden }) => {
  test('means, deviations and standard errors are those of NumPy', () => {
    expectAgreement(mean(x), golden.mean_x);
    expectAgreement(mean(y), golden.mean_y);
    expectAgreement(standardDeviation(x), golden.std_x);
    expectAgreement(standardDeviation(y), golden.std_y);
    expectAgreement(standardDeviation(x)! / Math.sqrt(x.length), golden.sem_x);
  });

  test("Welch's and Student's tests are those of SciPy", () => {
    expectAgreement(welchTest(x, y)!.t, golden.welch.t);
    expectAgreement(welchTest(x, y)!.df, golden.welch.df);
    expectAgreement(welchTest(x, y)!.p, golden.welch.p_two_sided);
    expectAgreement(welchTest(x, y, 'less')!.p, golden.welch.p_less);
    expectAgreement(welchTest(x, y, 'greater')!.p, golden.welch.p_greater);
    expectAgreement(studentTest(x, y)!.t, golden.student.t);
    expectAgreement(studentTest(x, y)!.p, golden.student.p_two_sided);
  });

  test.each(Object.entries(golden.mann_whitney.p))('Mann and Whitney, %s, is that of SciPy', (key, p) => {
    const [, method, without, alternative] = /^(auto|asymptotic|exact)(_no_continuity)?_(.*)$/.exec(
      key,
    )! as unknown as [string, 'auto' | 'asymptotic' | 'exact', string | undefined, Side];
    const result = mannWhitneyTest(x, y, { method, alternative, continuity: without === undefined })!;
    expectAgreement(result.p, p);
    expect(result.u).toBe(golden.mann_whitney.U_x);
    if (golden.mann_whitney.has_ties) expect(result.method).toBe('asymptotic');
  });
});
