import { z } from 'zod';
import { giveWay } from '../give-way.ts';
import { RandomStream } from '../random.ts';
import { formatRate } from '../text/format.ts';
import { listed } from '../text/listed.ts';
import { inWords, verdictOf } from './judging.ts';
import { lastValues, medianAt, seedsIn } from './points.ts';
import { type ScalarNet, SmallMlp, scalarSharpness, scalarStep } from './small-nets.ts';
import { defineStudy, type MeasuredPoint, type StudyPoint } from './study-entry.ts';

const rates = z.array(z.number().positive()).min(1);
const count = z.int().positive();

const ofScalar = (rate: number): string => `scalar net, lr ${formatRate(rate)}`;
const ofMlp = (rate: number): string => `MLP, lr ${formatRate(rate)}`;

/** The largest eigenvalue of the Hessian while gradient descent trains, as a share of what it is stable up to. */
export const edgeOfStability = defineStudy({
  name: 'edge-of-stability',
  summary: 'sharpness times η/2 while gradient descent trains: it settles where the step is just stable',
  source:
    'Cohen et al. 2021, "Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability"; Zhu et al. 2023, "Understanding Edge-of-Stability Training Dynamics with a Minimalist Example"',
  settings: z.object({
    scalar_rates: rates.default([0.2, 0.1, 0.05]).describe('learning rates on ½(1 − x²y²)²'),
    scalar_steps: count.default(4000).describe('steps there, from starts a little too steep for the rate'),
    mlp_rates: rates.default([0.1, 0.2]).describe('learning rates of a tanh MLP, full batch'),
    mlp_steps: count.default(3000).describe('steps of it'),
    width: count.default(16).describe('of its two hidden layers'),
    points: count.default(20).describe('Chebyshev points that it fits'),
    degree: count.default(3).describe('of the Chebyshev polynomial that it fits'),
    every: count.default(100).describe('steps between measurements'),
  }),
  expected: z.object({
    scalar: z.array(z.number().positive()).describe('final sharpness times η/2, rate by rate'),
    scalar_tolerance: z.number().positive().describe('by which ours may differ'),
    mlp: z.tuple([z.number(), z.number()]).describe('between what it stays in the MLP'),
    mlp_from: z.number().positive().describe('from this step on'),
    mlp_tolerance: z.number().min(0).describe('by which the median over seeds may lie outside'),
  }),
  series: ({ scalar_rates, mlp_rates }) => [...scalar_rates.map(ofScalar), ...mlp_rates.map(ofMlp)],
  async measure({ series, seed, settings, signal }) {
    const scalar = settings.scalar_rates.find((rate) => ofScalar(rate) === series);
    if (scalar !== undefined) {
      const { scalar_steps: steps, every } = settings;
      return scalarWay(scalar, { steps, every, seed });
    }
    const lr = settings.mlp_rates.find((rate) => ofMlp(rate) === series)!;
    const { points, degree, width, mlp_steps: steps, every } = settings;
    const nodes = Array.from({ length: points }, (_, index) => Math.cos((Math.PI * (index + 0.5)) / points));
    const net = new SmallMlp(
      nodes,
      nodes.map((x) => Math.cos(degree * Math.acos(x))),
      width,
    );
    return mlpWay(net, lr, { steps, every, seed }, signal);
  },
  panels: ({ scalar_rates, mlp_rates }) =>
    [
      { title: '½(1 − x²y²)²', series: scalar_rates.map(ofScalar) },
      { title: 'tanh MLP', series: mlp_rates.map(ofMlp) },
    ].map((panel) => ({
      ...panel,
      x: { label: 'step' },
      y: { label: 'sharpness × η/2', fromZero: true },
      reference: 1,
    })),
  judge(points, { scalar_rates, mlp_rates }, expected) {
    const finals = scalar_rates.map((rate) => span(lastValues(points, ofScalar(rate))));
    const { mlp, mlp_from, mlp_tolerance, scalar_tolerance } = expected;
    const late = mlp_rates.map((rate) => span(medians(points, ofMlp(rate), mlp_from)));
    const verdict = verdictOf([
      ...finals.map(([low, high], index) => {
        const published = expected.scalar[index];
        if (published === undefined) return undefined;
        return low >= published - scalar_tolerance && high <= published + scalar_tolerance;
      }),
      ...late.map(([low, high]) => low >= mlp[0] - mlp_tolerance && high <= mlp[1] + mlp_tolerance),
    ]);
    const seeds = seedsIn(points);
    const at = listed(scalar_rates.map(formatRate));
    return {
      verdict,
      sentences: [
        `On ½(1 − x²y²)² sharpness times η/2 ends at ${listed(finals.map((each) => spanText(each, 4)))} at the rates ${at}, from ${seeds} starts that are too steep for them.`,
        `In the MLP its median over seeds is ${listed(late.map((each) => spanText(each, 2)))} from step ${mlp_from} on at the rates ${listed(mlp_rates.map(formatRate))}, so ${inWords(verdict)}.`,
      ],
      beside: [
        ...finals.map((each, index) => ({
          quantity: `end on ½(1 − x²y²)², rate ${formatRate(scalar_rates[index]!)}`,
          published: expected.scalar[index]?.toFixed(4) ?? '-',
          here: spanText(each, 4),
        })),
        ...late.map((each, index) => ({
          quantity: `MLP from step ${mlp_from} on, rate ${formatRate(mlp_rates[index]!)}`,
          published: spanText(mlp, 2),
          here: spanText(each, 2),
        })),
      ],
    };
  },
});

interface Way {
  readonly steps: number;
  readonly every: number;
  readonly seed: number;
}

function scalarWay(lr: number, { steps, every, seed }: Way): MeasuredPoint[] {
  const stream = RandomStream.of(seed, 'edge of stability', 'scalar net');
  // A solution at this x and y = 1/x is just as sharp as the rate allows, and gradient flow would leave x as it is.
  const limit = 1 / Math.sqrt(2 * lr);
  let net: ScalarNet = { x: limit * stream.uniform(1.03, 1.1), y: stream.uniform(0.05, 0.15) };
  const points: MeasuredPoint[] = [];
  for (let step = 0; ; step++) {
    if (step % every === 0 || step === steps) points.push({ x: step, y: (scalarSharpness(net) * lr) / 2 });
    if (step === steps) return points;
    net = scalarStep(net, lr);
  }
}

/** Products of a Lanczos iteration: the largest eigenvalue stands apart. */
const products = 20;

async function mlpWay(
  net: SmallMlp,
  lr: number,
  { steps, every, seed }: Way,
  signal: AbortSignal,
): Promise<MeasuredPoint[]> {
  const stream = RandomStream.of(seed, 'edge of stability', 'MLP');
  const start = Float64Array.from({ length: net.size }, () => stream.normal());
  let params = net.initial(stream);
  const points: MeasuredPoint[] = [];
  for (let step = 0; ; step++) {
    if (step % every === 0 || step === steps) {
      points.push({ x: step, y: (net.sharpness(params, start, products) * lr) / 2 });
      await giveWay(signal);
    }
    if (step === steps) return points;
    const { gradient } = net.lossAndGradient(params);
    params = params.map((value, index) => value - lr * gradient[index]!);
  }
}

/** The median over seeds at every step from one on. */
function medians(points: readonly StudyPoint[], series: string, from: number): number[] {
  const steps = new Set(
    points.filter((point) => point.series === series && point.x >= from).map(({ x }) => x),
  );
  return [...steps].map((step) => medianAt(points, series, step));
}

/** NaN where any of them is, or there is none. */
function span(values: readonly number[]): [low: number, high: number] {
  if (values.length === 0) return [Number.NaN, Number.NaN];
  return [Math.min(...values), Math.max(...values)];
}

function spanText([low, high]: readonly [number, number], digits: number): string {
  const [one, other] = [low.toFixed(digits), high.toFixed(digits)];
  return one === other ? one : `${one} to ${other}`;
}
