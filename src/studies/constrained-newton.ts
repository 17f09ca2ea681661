import { z } from 'zod';
import { dot, norm } from '../bilevel/vectors.ts';
import { giveWay } from '../give-way.ts';
import { RandomStream } from '../random.ts';
import { several } from '../several.ts';
import { median } from '../stats/index.ts';
import { formatNumber } from '../text/format.ts';
import { constrainedLogistic, hockSchittkowski, type KnownProblem } from './constrained/problems.ts';
import { type LinearSolver, sketchedNewton, stationarity } from './constrained/sketched-newton.ts';
import { cannotBeSaid, inWords, verdictOf } from './judging.ts';
import { defineStudy, type MeasuredPoint, type StudyPoint } from './study-entry.ts';

const count = z.int().positive();
const known = Object.keys(hockSchittkowski) as (keyof typeof hockSchittkowski)[];
const logistic = 'logistic regression';
const settingsOf = z.object({
  problems: z
    .array(z.enum([...known, logistic]))
    .min(1)
    .default([...known, logistic])
    .describe('of Hock & Schittkowski, and logistic regression on a sphere'),
  iterations: count.default(100).describe('of Newton’s method at most'),
  tolerance: z.number().positive().default(1e-4).describe('residual ‖(∇ₓL, c)‖ that counts as solved'),
  samples: count.default(200).describe('of the logistic regression'),
  features: z.int().min(3).default(10).describe('of its samples'),
  equations: count.default(3).describe('linear ones of its weights'),
});
type Settings = z.output<typeof settingsOf>;

const solvers = ['exact', 'sketched'] as const;
type Solver = (typeof solvers)[number];
const residual = (problem: string, solver: Solver): string => `${problem}, ${solver}`;
const rows = (problem: string): string => `${problem}, rows`;

/** Whether Newton's method with equations as constraints solves what it does with exact directions when it draws rows at random. */
export const constrainedNewton = defineStudy({
  name: 'constrained-newton',
  summary:
    "Newton's method on constrained problems, with exact directions and with those of rows drawn at random",
  source: 'Hong, Na, Mahoney & Kolar 2023 (AdaSketch-Newton); IlgeeHong/AdaSketch-Newton at d7e0c22',
  settings: settingsOf,
  expected: z.object({
    unsolved: z
      .int()
      .min(0)
      .describe('ways of random rows that may not come to a solution where exact directions do'),
    iterations: z.number().positive().describe('how many times as many iterations they may take'),
  }),
  series: ({ problems }) =>
    problems.flatMap((problem) => [...solvers.map((solver) => residual(problem, solver)), rows(problem)]),
  async measure({ series, seed, settings, signal }) {
    const name = settings.problems.find((each) => series.startsWith(`${each}, `))!;
    const { problem, start } = problemOf(name, seed, settings);
    const stream = RandomStream.of(seed, 'kaczmarz', name);
    const solver: LinearSolver =
      series === residual(name, 'exact') ? 'exact' : { nextRow: (count) => stream.integer(count) };
    const multipliers = problem.constraints(start).map(() => 0);
    const counts = series === rows(name);
    const first = Math.hypot(...stationarity(problem, start, multipliers));
    const points: MeasuredPoint[] = [{ x: 0, y: counts ? 0 : first }];
    const way = sketchedNewton(problem, { x: start, multipliers }, solver, { tolerance: settings.tolerance });
    for (let iteration = 1; iteration <= settings.iterations; iteration++) {
      await giveWay(signal);
      const next = way.next();
      if (next.done) break;
      points.push({ x: iteration, y: counts ? next.value.sketchSteps : next.value.after });
    }
    return points;
  },
  panels: ({ problems, tolerance }) => [
    ...solvers.map((solver) => ({
      title: solver === 'exact' ? 'Exact directions' : 'Directions of random rows',
      x: { label: 'iterations' },
      // Newton's method comes to a residual of exactly zero on the problems of Hock & Schittkowski.
      y: { label: 'residual', scale: 'log' as const, least: Number.EPSILON },
      series: problems.map((problem) => residual(problem, solver)),
      reference: tolerance,
    })),
    {
      title: 'Rows that an iteration takes',
      x: { label: 'iterations' },
      y: { label: 'rows' },
      series: problems.map(rows),
    },
  ],
  judge(points, { problems, tolerance }, expected) {
    const ways = problems.flatMap((problem) => {
      const [exact, sketched] = solvers.map((solver) => waysOf(points, residual(problem, solver)));
      return exact!.flatMap(({ seed, last }) => {
        const other = sketched!.find((way) => way.seed === seed)?.last;
        return other === undefined ? [] : [{ problem, exact: last, sketched: other }];
      });
    });
    if (ways.length === 0) return cannotBeSaid('No way of either kind was measured.');
    const isSolved = ({ y }: MeasuredPoint): boolean => y <= tolerance;
    const byExact = ways.filter(({ exact }) => isSolved(exact));
    const byBoth = byExact.filter(({ sketched }) => isSolved(sketched));
    const left = byExact.filter(({ sketched }) => !isSolved(sketched));
    const sum = (of: (way: (typeof ways)[number]) => number): number =>
      byBoth.reduce((total, way) => total + of(way), 0);
    const ratio = sum(({ sketched }) => sketched.x) / sum(({ exact }) => exact.x);
    const taken = points.filter(
      ({ series, x }) => x > 0 && problems.some((problem) => rows(problem) === series),
    );
    const verdict = verdictOf([
      byExact.length === 0 ? undefined : left.length <= expected.unsolved,
      Number.isFinite(ratio) ? ratio <= expected.iterations : undefined,
    ]);
    const names = [...new Set(left.map(({ problem }) => problem))];
    return {
      verdict,
      sentences: [
        `Exact directions solve ${byExact.length} of ${several(ways.length, 'problem')}, counted seed by seed, and those of random rows ${byBoth.length} of these${names.length === 0 ? '' : ` (not always ${names.join(', ')})`}.`,
        `On what both solve random rows take ${ratio.toFixed(2)} times as many iterations, each with a median of ${shown(median(taken.map(({ y }) => y)) ?? Number.NaN)} rows, so ${inWords(verdict)}.`,
      ],
      beside: [],
    };
  },
});

/** The last point of every seed of a series. */
function waysOf(points: readonly StudyPoint[], series: string): { seed: number; last: MeasuredPoint }[] {
  const last = new Map<number, StudyPoint>();
  for (const point of points) {
    if (point.series === series && point.x >= (last.get(point.seed)?.x ?? 0)) last.set(point.seed, point);
  }
  return [...last].map(([seed, point]) => ({ seed, last: point }));
}

function shown(value: number): string {
  return formatNumber(Number(value.toPrecision(3)));
}

/** A logistic regression is drawn by the seed, the others are the same for all seeds. */
function problemOf(
  name: Settings['problems'][number],
  seed: number,
  { samples, features, equations }: Settings,
): Pick<KnownProblem, 'problem' | 'start'> {
  if (name !== logistic) return hockSchittkowski[name];
  const stream = RandomStream.of(seed, 'constrained logistic regression');
  const vector = (length: number): number[] => Array.from({ length }, () => stream.normal());
  const matrix = (count: number): number[][] => Array.from({ length: count }, () => vector(features));
  const unit = (direction: readonly number[]): number[] => direction.map((value) => value / norm(direction));
  const [truth, other] = [unit(vector(features)), unit(vector(features))];
  const signed = matrix(samples).map((row) => {
    const label = stream.uniform() < 1 / (1 + Math.exp(-dot(row, truth))) ? 1 : -1;
    return row.map((value) => label * value);
  });
  const a = matrix(equations);
  // A point of the sphere satisfies all equations, so there are solutions.
  const b = a.map((row) => dot(row, other));
  return { problem: constrainedLogistic(signed, a, b), start: unit(vector(features)) };
}
