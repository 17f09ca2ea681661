import { z } from 'zod';
import type { Point } from '../bilevel/bilevel-problem.ts';
import { boRep } from '../bilevel/bo-rep.ts';
import { constrainedToy, toySolution, toyStart } from '../bilevel/constrained-toy.ts';
import { hypergradient } from '../bilevel/hypergradient.ts';
import { lvHba } from '../bilevel/lv-hba.ts';
import { maid } from '../bilevel/maid.ts';
import { penaltyDescent } from '../bilevel/penalty.ts';
import { type QuadraticProblem, quadraticProblem } from '../bilevel/quadratic-problem.ts';
import { plus } from '../bilevel/vectors.ts';
import { giveWay } from '../give-way.ts';
import { RandomStream } from '../random.ts';
import { median } from '../stats/index.ts';
import { formatNumber } from '../text/format.ts';
import { inWords, verdictOf } from './judging.ts';
import { lastValues, seedsIn } from './points.ts';
import { defineStudy, type MeasuredPoint } from './study-entry.ts';

const count = z.int().positive();
const settingsOf = z.object({
  rows: count.default(30).describe('residuals of the upper and of the lower problem'),
  upper: count.default(3).describe('variables of the upper problem'),
  lower: count.default(5).describe('variables of the lower problem'),
  ridge: z.number().positive().default(0.1).describe('weight of the upper variables’ size'),
  steps: count.default(1000).describe('of the upper problem'),
  sigmas: z.array(z.number().positive()).length(2).default([0.1, 0.01]).describe('σ of the penalty method'),
  rate: z.number().positive().default(0.2).describe('learning rate of the upper problem'),
  inner_rate: z.number().positive().default(0.4).describe('learning rate of the lower problem'),
  inner_steps: count.default(20).describe('steps of the lower problem before each of the upper one'),
  normalized_rate: z.number().positive().default(0.02).describe('length of a step of BO-REP'),
  dimensions: z.array(count).length(2).default([5, 100]).describe('of the constrained toy'),
  toy_steps: count.default(1500).describe('of LV-HBA on that toy'),
});
type Settings = z.output<typeof settingsOf>;

const [exact, byMaid, byBoRep] = ['exact gradient', 'MAID', 'BO-REP'];
const penalty = (sigma: number): string => `penalty, σ = ${formatNumber(sigma)}`;
const toy = (dimension: number): string => `LV-HBA, ${dimension} dimensions`;
const solvers = ({ sigmas }: Settings): string[] => [exact, ...sigmas.map(penalty), byMaid, byBoRep];

/** How near solvers of bilevel problems come to the solution, where it is known in closed form. */
export const bilevelStudy = defineStudy({
  name: 'bilevel',
  summary: 'how near solvers of bilevel problems come to solutions that are known',
  source:
    'Kwon et al. 2024 (penalty), Salehi et al. 2024 (MAID), Hao, Gong & Liu 2024 (BO-REP), Yao et al. 2024 (LV-HBA)',
  settings: settingsOf,
  expected: z.object({
    bias_ratio: z.number().describe('by how much a tenth of σ brings the penalty method nearer'),
    bias_factor: z.number().min(1).describe('by which ours may differ'),
    near: z.number().positive().describe('share of the first distance that counts as the solution'),
    toy_near: z.number().positive().describe('distance that counts as the toy’s solution'),
  }),
  series: (settings) => [...solvers(settings), ...settings.dimensions.map(toy)],
  async measure({ series, seed, settings, signal }) {
    await giveWay(signal);
    const dimension = settings.dimensions.find((each) => toy(each) === series);
    if (dimension !== undefined) return toyDistances(dimension, settings.toy_steps);
    const problem = drawnProblem(settings, seed);
    const start = new Array<number>(settings.upper).fill(1);
    const solution = problem.solution();
    const distance = (x: Point): number => Math.hypot(...plus(x, solution, -1));
    const points: MeasuredPoint[] = [];
    const way = wayOf(series, problem, start, settings);
    for (let step = 1; step <= settings.steps; step++) {
      const { x } = way.next().value;
      if (isShown(step, settings.steps)) points.push({ x: step, y: distance(x) / distance(start) });
    }
    return points;
  },
  panels: (settings) => [
    {
      title: 'A quadratic problem',
      x: { label: 'steps of the upper problem', scale: 'log' },
      y: { label: 'distance to the solution, of the first', scale: 'log' },
      series: solvers(settings),
    },
    {
      title: 'The constrained toy',
      x: { label: 'steps', scale: 'log' },
      y: { label: 'largest distance to the solution', scale: 'log' },
      series: settings.dimensions.map(toy),
    },
  ],
  judge(points, { sigmas, dimensions }, { bias_ratio, bias_factor, near, toy_near }) {
    const last = (series: string): number => {
      const values = lastValues(points, series);
      return values.every(Number.isFinite) ? (median(values) ?? Number.NaN) : Number.NaN;
    };
    const biases = sigmas.map((sigma) => last(penalty(sigma)));
    const ratio = biases[0]! / biases[1]!;
    const [small, large] = dimensions.map((dimension) => last(toy(dimension)));
    const verdict = verdictOf([
      known(ratio, ratio >= bias_ratio / bias_factor && ratio <= bias_ratio * bias_factor),
      known(biases[1]!, biases[1]! <= near),
      known(small!, small! <= toy_near),
      known(large!, large! > toy_near),
    ]);
    const shown = (value: number): string => formatNumber(Number(value.toPrecision(2)));
    return {
      verdict,
      sentences: [
        `The penalty method ends at ${biases.map(shown).join(' and ')} of the first distance with σ = ${sigmas.map(formatNumber).join(' and ')}, ${shown(ratio)} times nearer with the smaller one; MAID ends at ${shown(last(byMaid))}, BO-REP at ${shown(last(byBoRep))}, medians over ${seedsIn(points)} seeds.`,
        `LV-HBA’s toy ends ${shown(small!)} from its solution in ${dimensions[0]} dimensions and ${shown(large!)} in ${dimensions[1]}, with the same settings, so ${inWords(verdict)}.`,
      ],
      beside: [
        {
          quantity: 'by how much a tenth of σ brings the penalty method nearer',
          published: formatNumber(bias_ratio),
          here: shown(ratio),
        },
      ],
    };
  },
});

/** Problems whose lower curvature is about 1: f = ½‖A₁y − b₁‖² + c/2 ‖x‖², g = ½‖A₂y + A₃x − b₂‖². */
function drawnProblem({ rows, upper, lower, ridge }: Settings, seed: number): QuadraticProblem {
  const stream = RandomStream.of(seed, 'bilevel');
  const vector = (length: number, scale = 1): number[] =>
    Array.from({ length }, () => stream.normal() * scale);
  const matrix = (columns: number): number[][] =>
    Array.from({ length: rows }, () => vector(columns, 1 / Math.sqrt(rows)));
  return quadraticProblem({
    a1: matrix(lower),
    a2: matrix(lower),
    a3: matrix(upper),
    b1: vector(rows),
    b2: vector(rows),
    c: ridge,
  });
}

/** All begin where the lower problem is solved. */
function wayOf(
  series: string,
  problem: QuadraticProblem,
  x: Point,
  { sigmas, rate, inner_rate: gamma, inner_steps: innerSteps, normalized_rate }: Settings,
): Generator<{ readonly x: Point }, never> {
  const y = problem.lowerSolution(x);
  const sigma = sigmas.find((each) => penalty(each) === series);
  if (sigma !== undefined) {
    return penaltyDescent(problem, { x, y, z: y }, { sigma, alpha: rate, gamma, innerSteps });
  }
  if (series === byBoRep) {
    const z = y.map(() => 0);
    return boRep(problem, { x, y, z }, { interval: 2, innerSteps, gamma, eta: normalized_rate });
  }
  if (series === byMaid) {
    const { lower, upper } = problem.curvatures;
    const smoothness = { lowerConvexity: lower[0]!, lowerSmoothness: lower.at(-1)!, upperSmoothness: upper };
    return maid(problem, { x, y }, smoothness);
  }
  return exactDescent(problem, x, rate);
}

function* exactDescent(
  problem: QuadraticProblem,
  start: Point,
  rate: number,
): Generator<{ x: Point }, never> {
  for (let x = start; ; ) {
    x = plus(x, hypergradient(problem, x, problem.lowerSolution(x)), -rate);
    yield { x };
  }
}

function toyDistances(dimension: number, steps: number): MeasuredPoint[] {
  const way = lvHba(constrainedToy(dimension), toyStart(dimension));
  const points: MeasuredPoint[] = [];
  for (let step = 1; step <= steps; step++) {
    const { x, y } = way.next().value;
    if (!isShown(step, steps)) continue;
    const [atX, atFirst, atSecond] = toySolution;
    const distances = [
      ...x.map((value) => value - atX),
      ...y.map((value, index) => value - (index < dimension ? atFirst : atSecond)),
    ];
    points.push({ x: step, y: distances.reduce((most, value) => Math.max(most, Math.abs(value)), 0) });
  }
  return points;
}

/** Ten steps of each power of ten, and the last one. */
function isShown(step: number, steps: number): boolean {
  let unit = 1;
  while (unit * 10 <= step) unit *= 10;
  return step === steps || step % unit === 0;
}

/** Undefined where a number is not known. */
function known(value: number, isSo: boolean): boolean | undefined {
  return Number.isFinite(value) ? isSo : undefined;
}
