import { z } from 'zod';
import { pow } from '../pow.ts';
import { RandomStream } from '../random.ts';
import { formatNumber } from '../text/format.ts';
import { inWords, isNear, verdictOf } from './judging.ts';
import { LeastSquares, predictions } from './least-squares.ts';
import { medianAt } from './points.ts';
import { defineStudy, type StudyPoint } from './study-entry.ts';
import { fastScale, type TwoSpeeds, twoSpeedError } from './two-speeds.ts';

const theory = 'large system, closed form';
const fastOnly = 'fast features alone, closed form';
const flow = 'gradient flow on samples';

const count = z.int().positive();

const turn = z.object({ t: z.number().positive(), error: z.number().positive() });

/** How the test error of a linear student goes down, up and down again while it trains. */
export const epochDoubleDescent = defineStudy({
  name: 'epoch-double-descent',
  summary:
    'test error of a linear student over time, where some features are learned a thousand times slower',
  source:
    'Pezeshki et al. 2022, "Multi-scale Feature Learning Dynamics: Insights for Double Descent"; mpezeshki/Epoch_wise_Double_Descent (git d5c7f046)',
  settings: z.object({
    n: count.default(130).describe('samples'),
    d: count.default(100).describe('features'),
    p: count.default(70).describe('of them fast'),
    kappa: z.number().min(1).default(100).describe('times larger the scale of fast features'),
    noise: z.number().min(0).default(0).describe('standard deviation of the noise of the targets'),
    from: z.number().positive().default(0.1).describe('first time, in steps of a rate near 1'),
    to: z.number().positive().default(1e6).describe('last time'),
    per_decade: count.default(24).describe('times in each decade'),
  }),
  expected: z.object({
    minimum: turn.describe('where the error first turns up'),
    maximum: turn.describe('where it turns down again'),
    tolerance: z.number().positive().describe('share by which the errors of the closed form may differ'),
    time_tolerance: z.number().positive().describe('share by which its times may differ'),
  }),
  series: () => [theory, fastOnly, flow],
  measure({ series, seed, settings }) {
    const { from, to, per_decade, ...rest } = settings;
    const system: TwoSpeeds = { ...rest, l2: 0 };
    const steps = Math.ceil(per_decade * Math.log10(to / from) - 1e-9);
    const times = Array.from({ length: steps + 1 }, (_, step) => from * pow(10, step / per_decade));
    if (series === flow) return flowErrors(system, times, seed);
    return times.map((x) => ({
      x,
      y: twoSpeedError(system, x, series === fastOnly ? Math.min(from, 1e-3) : x).error,
    }));
  },
  panels: () => [
    {
      title: 'Test error over time',
      x: { label: 't', scale: 'log' },
      y: { label: 'test error', fromZero: true },
    },
  ],
  judge(points, { n, d, p }, { minimum, maximum, tolerance, time_tolerance }) {
    const [inTheory, onSamples] = [turnsOf(points, theory), turnsOf(points, flow)];
    const same = (ours: Turn | undefined, theirs: Turn) =>
      ours !== undefined &&
      isNear(ours.error, theirs.error, tolerance) &&
      isNear(ours.t, theirs.t, time_tolerance);
    const verdict = verdictOf([
      same(inTheory.minimum, minimum),
      same(inTheory.maximum, maximum),
      onSamples.maximum !== undefined,
    ]);
    return {
      verdict,
      sentences: [
        `In the closed form of a large system the test error falls to ${words(inTheory.minimum)}, rises to ${words(inTheory.maximum)} and falls again.`,
        onSamples.maximum === undefined
          ? `The median of gradient flow on ${n} samples with ${p} fast features of ${d} does not rise in between, so ${inWords(verdict)}.`
          : `Gradient flow on ${n} samples with ${p} fast features of ${d} does so too, in the median from ${words(onSamples.minimum)} to ${words(onSamples.maximum)}, so ${inWords(verdict)}.`,
      ],
      beside: [
        { quantity: 'minimum, closed form', published: words(minimum), here: words(inTheory.minimum) },
        { quantity: 'maximum, closed form', published: words(maximum), here: words(inTheory.maximum) },
      ],
    };
  },
});

interface Turn {
  readonly t: number;
  readonly error: number;
}

/** Where the median error turns up for the first time, and where it turns down after that. */
function turnsOf(
  points: readonly StudyPoint[],
  series: string,
): { readonly minimum: Turn | undefined; readonly maximum: Turn | undefined } {
  const times = [...new Set(points.filter((point) => point.series === series).map(({ x }) => x))].sort(
    (one, other) => one - other,
  );
  const way = times.map((t): Turn => ({ t, error: medianAt(points, series, t) }));
  const rise = way.findIndex(({ error }, index) => index > 0 && error > way[index - 1]!.error);
  if (rise < 0) return { minimum: undefined, maximum: undefined };
  const fall = way.findIndex(({ error }, index) => index > rise && error < way[index - 1]!.error);
  return { minimum: way[rise - 1], maximum: fall < 0 ? undefined : way[fall - 1] };
}

function words(turn: Turn | undefined): string {
  return turn === undefined ? 'none' : `${formatNumber(turn.error)} at t = ${formatNumber(turn.t)}`;
}

/** The error of gradient flow on a data set that is drawn; that on what has not been seen is known exactly. */
function flowErrors({ n, d, p, kappa, noise }: TwoSpeeds, times: readonly number[], seed: number) {
  const stream = RandomStream.of(seed, 'epoch double descent');
  const normals = (length: number, scale: number) => Array.from({ length }, () => scale * stream.normal());
  const scales = Array.from({ length: d }, (_, index) => (index < p ? fastScale : fastScale / kappa));
  const teacher = normals(d, 1);
  const latent = Array.from({ length: n }, () => normals(d, 1 / Math.sqrt(d)));
  const targets = predictions(latent, teacher).map((target) => target + noise * stream.normal());
  const problem = new LeastSquares(
    latent.map((row) => row.map((value, index) => value * scales[index]!)),
    targets,
  );
  return times.map((x) => {
    const off = problem.afterTime(x).map((weight, index) => weight * scales[index]! - teacher[index]!);
    return { x, y: 0.5 * (off.reduce((sum, value) => sum + value * value, 0) / d + noise * noise) };
  });
}
