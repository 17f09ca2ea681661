import { z } from 'zod';
import { giveWay } from '../give-way.ts';
import { RandomStream } from '../random.ts';
import {
  consensus,
  langevinStep,
  moved,
  normalVector,
  type SearchRule,
  searchRules,
} from '../search/index.ts';
import { formatNumber } from '../text/format.ts';
import { inWords, isNear, verdictOf } from './judging.ts';
import { medianAt } from './points.ts';
import { defineStudy } from './study-entry.ts';

const count = z.int().positive();
const positive = z.number().positive();

const methods = [
  'gradient descent',
  'annealed Langevin',
  'consensus hopping',
  'consensus-based optimization',
] as const;
type Method = (typeof methods)[number];
const cosines = 'a hop beside the gradient';

/** Σ v² + 2.5 Σ (1 - cos 2πv): a minimum at about every point with whole coordinates, the least of them at 0. */
function rastrigin(v: Float64Array): number {
  return v.reduce((sum, value) => sum + value ** 2 + 2.5 * (1 - Math.cos(2 * Math.PI * value)), 0);
}

function slope(v: Float64Array): Float64Array {
  return v.map((value) => 2 * value + 5 * Math.PI * Math.sin(2 * Math.PI * value));
}

const settings = z.object({
  starts: count.default(100).describe('where ways begin'),
  reach: positive.default(5).describe('starts have coordinates from minus this to this'),
  steps: count.default(200).describe('of every method'),
  rate: positive.default(0.01).describe('learning rate of gradient descent and Langevin'),
  noise: positive.default(0.1).describe('σ of Langevin'),
  particles: count.default(100).describe('candidates of a hop, and particles'),
  sigma: positive.default(0.4).describe('standard deviation of the candidates of a hop'),
  alpha: positive.default(40).describe('α of the consensus'),
  spread: positive.default(2.3).describe('standard deviation of the particles around their start'),
  dt: positive.default(0.02).describe('time of a step of the particles'),
  hop_sigma: positive.default(0.05).describe('σ of hops that are set beside the gradient'),
  hop_alpha: positive.default(1).describe('α of these'),
  hop_candidates: z.array(count).min(1).default([20, 200, 5000]).describe('their candidates'),
});
type Settings = z.output<typeof settings>;

/** Whether consensus hopping, which asks for no gradients, leaves minima that gradient descent is held by. */
export const hoppingStudy = defineStudy({
  name: 'hopping',
  summary:
    'how many starts reach the least minimum of a function with many: gradient descent, Langevin, hopping, particles',
  source: 'Riedl, Klock, Geldhauser & Fornasier 2023 (arXiv 2306.09778)',
  settings,
  expected: z.object({
    reached: z.record(z.enum(methods), z.number()).describe('of 100 starts, by method'),
    cosines: z.array(z.number()).describe('of a hop and minus the gradient, by the number of candidates'),
    tolerance: z.number().positive().describe('how far our counts may be from these, of 100'),
    cosine_tolerance: z.number().positive().describe('by what share our cosines may differ'),
  }),
  series: () => [...methods, cosines],
  async measure({ series, seed, settings: asked, signal }) {
    const stream = (...purpose: readonly (string | number)[]) => RandomStream.of(seed, 'hopping', ...purpose);
    const placed = stream('starts');
    const starts = Array.from({ length: asked.starts }, () =>
      Float64Array.from({ length: 2 }, () => placed.uniform(-asked.reach, asked.reach)),
    );
    if (series === cosines) {
      return asked.hop_candidates.map((candidates) => ({
        x: candidates,
        y: meanOf(
          starts.map((start, place) => hopCosine(start, candidates, asked, stream('hop', candidates, place))),
        ),
      }));
    }
    const after = new Array<number>(asked.steps + 1).fill(0);
    for (const [place, start] of starts.entries()) {
      const way = wayOf(series as Method, start, asked, stream(series, place));
      for (const [step, at] of way.entries()) if (isThere(at)) after[step]! += 1 / starts.length;
      await giveWay(signal);
    }
    const every = Math.max(1, Math.floor(asked.steps / 40));
    return [...after.keys()]
      .filter((step) => step % every === 0 || step === asked.steps)
      .map((step) => ({ x: step, y: after[step]! }));
  },
  panels: () => [
    {
      title: 'Share of the starts that are at the least minimum',
      x: { label: 'steps' },
      y: { label: 'share', domain: [0, 1] },
      series: [...methods],
    },
    {
      title: 'Cosine of a hop and minus the gradient',
      x: { label: 'candidates', scale: 'log' },
      y: { label: 'mean cosine', domain: [0, 1] },
      series: [cosines],
      dots: true,
    },
  ],
  judge(points, { steps, hop_candidates, starts }, expected) {
    const reached = methods.map((method) => 100 * medianAt(points, method, steps));
    const found = hop_candidates.map((candidates) => medianAt(points, cosines, candidates));
    const verdict = verdictOf([
      ...methods.map(
        (method, index) => Math.abs(reached[index]! - expected.reached[method]) <= expected.tolerance,
      ),
      found.length === expected.cosines.length &&
        found.every((value, index) => isNear(value, expected.cosines[index]!, expected.cosine_tolerance)),
    ]);
    const shares = methods.map((method, index) => `${method} ${formatNumber(reached[index]!)} %`).join(', ');
    const rounded = found.map((value) => formatNumber(Number(value.toFixed(3)))).join(', ');
    return {
      verdict,
      sentences: [
        `Of ${starts} starts, these shares are at the least minimum after ${steps} steps: ${shares}.`,
        `A hop goes along minus the gradient with a cosine of ${rounded} for ${hop_candidates.join(', ')} candidates, so ${inWords(verdict)}.`,
      ],
      beside: [
        ...methods.map((method, index) => ({
          quantity: `starts that reach the least minimum by ${method}, of 100`,
          published: formatNumber(expected.reached[method]),
          here: formatNumber(reached[index]!),
        })),
        {
          quantity: `cosine of a hop and minus the gradient, ${hop_candidates.join(', ')} candidates`,
          published: expected.cosines.map(formatNumber).join(', '),
          here: rounded,
        },
      ],
    };
  },
});

/** True within the valley of the least minimum. */
function isThere(at: Float64Array): boolean {
  return at.every((value) => Math.abs(value) < 0.25);
}

/** Where a method stands at the start and after every step. */
function wayOf(method: Method, start: Float64Array, asked: Settings, stream: RandomStream): Float64Array[] {
  const normal = () => stream.normal();
  const way = [start];
  if (method === 'gradient descent' || method === 'annealed Langevin') {
    for (let step = 1; step <= asked.steps; step++) {
      const at = way.at(-1)!;
      const noise = normalVector(2, normal);
      const sigma = method === 'gradient descent' ? 0 : asked.noise;
      way.push(langevinStep(at, slope(at), step, noise, { rate: asked.rate, sigma, dt: 1 }));
    }
    return way;
  }
  const rule = ruleOf(method, asked);
  let state = rule.begin(start, normal);
  for (let step = 1; step <= asked.steps; step++) {
    const candidates = rule.ask(state, normal);
    state = rule.tell(state, { candidates, fitness: candidates.map((each) => -rastrigin(each)) }, normal);
    way.push(rule.centre(state));
  }
  return way;
}

function ruleOf(method: Method, { particles: population, alpha, sigma, spread, dt }: Settings): SearchRule {
  const call =
    method === 'consensus hopping'
      ? { name: 'HOPPING', settings: { population, alpha, sigma } }
      : { name: 'CBO', settings: { population, alpha, spread, dt, stir: false } };
  const { entry, settings: own } = searchRules.resolve({ ...call, positional: [] });
  return entry.create(own, 2);
}

/** Of the way that a hop makes, and minus the gradient. */
function hopCosine(start: Float64Array, candidates: number, asked: Settings, stream: RandomStream): number {
  const around = Array.from({ length: candidates }, () =>
    moved(
      start,
      normalVector(2, () => stream.normal()),
      asked.hop_sigma,
    ),
  );
  const hop = consensus(around, around.map(rastrigin), asked.hop_alpha).map((value, i) => value - start[i]!);
  const down = slope(start).map((value) => -value);
  const product = hop.reduce((sum, value, i) => sum + value * down[i]!, 0);
  return product / (Math.hypot(...hop) * Math.hypot(...down));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
