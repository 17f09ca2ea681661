import { describe, expect, test } from 'vitest';
import { norm, plus } from '../../src/bilevel/vectors.ts';
import { readClaim } from '../../src/claims/claim-file.ts';
import { RandomStream } from '../../src/random.ts';
import type { ConstrainedProblem } from '../../src/studies/constrained/constrained-problem.ts';
import { constrainedLogistic, hockSchittkowski } from '../../src/studies/constrained/problems.ts';
import { sketchedNewton } from '../../src/studies/constrained/sketched-newton.ts';
import { constrainedNewton } from '../../src/studies/constrained-newton.ts';
import type { MeasuredStudy, StudyPoint } from '../../src/studies/index.ts';
import { expectClose, flat } from '../agents/golden.ts';

const drawn = RandomStream.of(1, 'test');
const normals = (length: number): number[] => Array.from({ length }, () => drawn.normal());
const rows = (count: number): number[][] => Array.from({ length: count }, () => normals(4));
const problems: Record<string, { problem: ConstrainedProblem; start: readonly number[] }> = {
  ...hockSchittkowski,
  logistic: { problem: constrainedLogistic(rows(7), rows(2), [0.1, -0.2]), start: [0.3, -0.4, 0.5, 0.2] },
};

/** Central differences of a function of several variables, a row a variable. */
function differences(of: (x: readonly number[]) => readonly number[], x: readonly number[]): number[][] {
  const step = 1e-5;
  return x.map((_, index) => {
    const unit = x.map((__, other) => Number(other === index));
    const [up, down] = [of(plus(x, unit, step)), of(plus(x, unit, -step))];
    return up.map((value, row) => (value - down[row]!) / (2 * step));
  });
}

const columnsOf = (matrix: readonly (readonly number[])[]): number[][] =>
  matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));

describe.each(Object.entries(problems))('%s', (_, { problem, start }) => {
  const x = start.map((value, index) => value + 0.1 * (index + 1));

  test('has the derivatives of its differences', () => {
    expectClose(problem.gradient(x), flat(differences((at) => [problem.value(at)], x)), 1e-6, 'gradient');
    expectClose(flat(problem.curvature(x)), differences(problem.gradient, x), 1e-6, 'curvature');
    const jacobian = columnsOf(differences(problem.constraints, x));
    expectClose(flat(problem.jacobian(x)), jacobian, 1e-6, 'jacobian');
    const multipliers = problem.constraints(x).map((__, index) => 0.7 - index);
    const weighted = (at: readonly number[]): number[] =>
      columnsOf(problem.jacobian(at)).map((column) =>
        column.reduce((sum, value, row) => sum + value * multipliers[row]!, 0),
      );
    const curvature = flat(problem.constraintCurvature(x, multipliers));
    expectClose(curvature, differences(weighted, x), 1e-6, 'curvature of the constraints');
  });
});

test.each(Object.entries(hockSchittkowski))('exact directions come to the optimum of %s', (_, known) => {
  const { problem, start, optimum } = known;
  const way = [
    ...sketchedNewton(problem, { x: start, multipliers: problem.constraints(start).map(() => 0) }, 'exact', {
      tolerance: 1e-9,
    }),
  ];
  const end = way.at(-1)!;
  expect(end.after).toBeLessThan(1e-9);
  expect(norm(problem.constraints(end.x))).toBeLessThan(1e-9);
  expect(problem.value(end.x)).toBeCloseTo(optimum, 7);
});

test('what is not finite ends a way', () => {
  const { problem, start } = hockSchittkowski.HS7;
  const broken = { ...problem, gradient: () => [Number.NaN, 0] };
  const way = sketchedNewton(broken, { x: start, multipliers: [0] }, 'exact');
  expect(way.next()).toEqual({ done: true, value: 'diverged' });
});

describe('the study', () => {
  const study = constrainedNewton as MeasuredStudy;
  const { signal } = new AbortController();

  test('measures residuals and rows of the same ways', async () => {
    const settings = study.settings.parse({
      problems: ['HS28', 'logistic regression'],
      features: 4,
      iterations: 30,
    });
    expect(study.series(settings)).toHaveLength(6);
    for (const problem of ['HS28', 'logistic regression']) {
      const [exact, sketched, counts] = await Promise.all(
        ['exact', 'sketched', 'rows'].map((each) =>
          study.measure({ series: `${problem}, ${each}`, seed: 2, settings, signal }),
        ),
      );
      expect(exact![0]).toEqual(sketched![0]);
      expect(exact!.at(-1)!.y).toBeLessThan(1e-4);
      expect(counts!.map(({ x }) => x)).toEqual(sketched!.map(({ x }) => x));
      for (const { x, y } of counts!) expect(y > 0).toBe(x > 0);
    }
  });

  const { settings, expected } = readClaim('constrained-newton');
  const small = { ...settings, problems: ['HS6', 'HS7'] };
  /** Iterations and last residual of each way. */
  const points = (ways: Record<string, readonly [iterations: number, residual: number]>): StudyPoint[] =>
    Object.entries(ways).flatMap(([series, [x, y]]) => [
      { series, seed: 1, x: 0, y: 5 },
      { series, seed: 1, x, y },
    ]);
  const solved = { 'HS6, exact': [10, 1e-5], 'HS7, exact': [10, 1e-6], 'HS6, rows': [10, 500] } as const;

  test('holds where random rows come as far in as many iterations', () => {
    const judged = study.judge(
      points({ ...solved, 'HS6, sketched': [11, 1e-5], 'HS7, sketched': [10, 1e-5] }),
      small,
      expected,
    );
    expect(judged.verdict).toBe('holds');
    expect(judged.sentences[0]).toBe(
      'Exact directions solve 2 of 2 problems, counted seed by seed, and those of random rows 2 of these.',
    );
    expect(judged.sentences[1]).toContain('1.05 times as many iterations, each with a median of 500 rows');
  });

  test.each([
    ['takes more iterations', { 'HS6, sketched': [20, 1e-5], 'HS7, sketched': [10, 1e-5] }],
    ['comes to no solution', { 'HS6, sketched': [100, 0.3], 'HS7, sketched': [10, 1e-5] }],
    ['is no number at the end', { 'HS6, sketched': [100, Number.NaN], 'HS7, sketched': [10, 1e-5] }],
  ] as const)('does not hold where one %s', (_, sketched) => {
    expect(study.judge(points({ ...solved, ...sketched }), small, expected).verdict).toBe('does not hold');
  });

  test('cannot be said of nothing, or where exact directions solve nothing', () => {
    expect(study.judge([], small, expected).verdict).toBe('cannot be said');
    const unsolved = points({ 'HS6, exact': [100, 1], 'HS6, sketched': [3, 1e-6] });
    expect(study.judge(unsolved, small, expected).verdict).toBe('cannot be said');
  });
});
