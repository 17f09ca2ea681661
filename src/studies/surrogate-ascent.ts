import { z } from 'zod';
import { giveWay } from '../give-way.ts';
import { RandomStream } from '../random.ts';
import { median } from '../stats/index.ts';
import { formatNumber } from '../text/format.ts';
import { type Ignite, igniteStep } from './ignite.ts';
import { inWords, verdictOf } from './judging.ts';
import { medianAt, valuesAt } from './points.ts';
import { returnOf, settingsCount } from './searched-cartpole.ts';
import { defineStudy, type StudyPoint } from './study-entry.ts';
import { SurrogateNet } from './surrogate-net.ts';
import { momentsOf } from './team-bandit.ts';

const count = z.int().positive();
const positive = z.number().positive();

const settings = z.object({
  logged: count.default(48).describe('settings of CEM that are drawn and tried, once each'),
  population: count.default(8).describe('candidates of a generation of CEM, each by one episode'),
  generations: count.default(6).describe('of CEM'),
  judged: count.default(5).describe('episodes of the policy that was found; their mean return is logged'),
  width: count.default(32).describe('units of the surrogate'),
  fit_steps: count.default(2000).describe('of gradient descent on the surrogate'),
  batch: count.default(16).describe('logged settings of a step, drawn without replacement'),
  fit_rate: positive.default(0.05).describe('learning rate of the surrogate'),
  starts: count.default(8).describe('best logged settings that an ascent begins at'),
  ascent_rate: positive
    .default(0.05)
    .describe('step along the gradient of the prediction, in units of half a range'),
  ascent_steps: z
    .array(z.int().min(0))
    .min(1)
    .default([0, 10, 30, 100])
    .describe('after which what was reached is tried'),
  repeats: count.default(3).describe('trainings that a true return is the mean of'),
  lambda: z.number().nonnegative().default(1e-3).describe('λ of IGNITE at the start'),
  epsilon: z.number().nonnegative().default(1e-3).describe('ε of IGNITE'),
  eta_lambda: z.number().nonnegative().default(1e-3).describe('η_λ of IGNITE; 0 keeps λ'),
  rho: positive.default(0.05).describe('ρ of IGNITE'),
  r: positive.default(0.05).describe('r of IGNITE'),
});
type Settings = z.output<typeof settings>;

const surrogates = ['plain', 'IGNITE'] as const;
type Surrogate = (typeof surrogates)[number];
const predicted = (surrogate: Surrogate) => `predicted, ${surrogate}`;
const actual = (surrogate: Surrogate) => `true, ${surrogate}`;

/** Whether a surrogate of returns that IGNITE holds back promises less that is not true where it is climbed. */
export const surrogateAscent = defineStudy({
  name: 'surrogate-ascent',
  summary:
    'hyper-parameters found by ascent of a network that was fitted to logged returns, with IGNITE and without',
  source: 'cuong-dm/IGNITE at c702614, design_baselines/gradient_ascent_IGNITE',
  settings,
  expected: z.object({}),
  series: () => surrogates.flatMap((surrogate) => [predicted(surrogate), actual(surrogate)]),
  async measure({ series, seed, settings, signal }) {
    const surrogate = surrogates.find((each) => [predicted(each), actual(each)].includes(series))!;
    const log = await loggedReturns(settings, seed, signal);
    const { net, params } = fitted(settings, seed, log, surrogate === 'IGNITE');
    const { mean, std } = momentsOf(log.map(({ y }) => y));
    const best = [...log].sort((one, other) => other.y - one.y).slice(0, settings.starts);
    const points: { x: number; y: number }[] = [];
    for (const x of [...new Set(settings.ascent_steps)].sort((one, other) => one - other)) {
      let sum = 0;
      for (const [place, start] of best.entries()) {
        const reached = climbed(net, params, start.at, x, settings.ascent_rate);
        if (series === predicted(surrogate)) sum += mean + std * net.predict(params, reached);
        else sum += await trueReturn(settings, seed, reached, place, signal);
      }
      points.push({ x, y: sum / best.length });
    }
    return points;
  },
  panels: () =>
    surrogates.map((surrogate) => ({
      title: surrogate,
      x: { label: 'steps of ascent' },
      y: { label: 'mean return' },
      series: [predicted(surrogate), actual(surrogate)],
      dots: true,
    })),
  judge(points, { ascent_steps }) {
    const last = Math.max(...ascent_steps);
    const [plain, held] = surrogates.map((surrogate) => overstatements(points, surrogate, last));
    const [own, other] = [middle(held!), middle(plain!)];
    const known = Number.isFinite(own) && Number.isFinite(other);
    const verdict = verdictOf([known ? own < other : undefined]);
    const less = held!.filter((value, seed) => value < plain![seed]!).length;
    const shown = (value: number) => formatNumber(Number(value.toPrecision(3)));
    return {
      verdict,
      sentences: [
        `After ${last} steps of ascent the prediction exceeds the true return by ${shown(own)} with IGNITE and by ${shown(other)} without, medians over ${held!.length} seeds, and by less with IGNITE on ${less} of them.`,
        `The true returns there are ${shown(medianAt(points, actual('IGNITE'), last))} and ${shown(medianAt(points, actual('plain'), last))}, so ${inWords(verdict)}.`,
      ],
      beside: [],
    };
  },
});

/** Predicted less true return, seed by seed. */
function overstatements(points: readonly StudyPoint[], surrogate: Surrogate, x: number): number[] {
  const truth = valuesAt(points, actual(surrogate), x);
  return valuesAt(points, predicted(surrogate), x).map((value, seed) => value - truth[seed]!);
}

function middle(values: readonly number[]): number {
  return values.length > 0 && values.every(Number.isFinite) ? median(values)! : Number.NaN;
}

interface Logged {
  readonly at: Float64Array;
  readonly y: number;
}

/** The same for all series of a seed. */
async function loggedReturns(settings: Settings, seed: number, signal: AbortSignal): Promise<Logged[]> {
  const stream = RandomStream.of(seed, 'surrogate ascent', 'settings');
  const log: Logged[] = [];
  for (let place = 0; place < settings.logged; place++) {
    await giveWay(signal);
    const at = Float64Array.from({ length: settingsCount }, () => stream.uniform(-1, 1));
    log.push({ at, y: returnOf(at, settings, seed, 'surrogate ascent', 'logged', place) });
  }
  return log;
}

/** A surrogate of standardised returns; with IGNITE and without it begins at the same weights and sees the same minibatches. */
function fitted(asked: Settings, seed: number, log: readonly Logged[], held: boolean) {
  const { mean, std } = momentsOf(log.map(({ y }) => y));
  const targets = log.map(({ y }) => (std === 0 ? 0 : (y - mean) / std));
  const net = new SurrogateNet(settingsCount, asked.width);
  const stream = RandomStream.of(seed, 'surrogate ascent', 'minibatches');
  const rule: Ignite = { ...asked, multiplierRate: asked.eta_lambda };
  let params = net.initial(RandomStream.of(seed, 'surrogate ascent', 'weights'));
  let multiplier = asked.lambda;
  for (let step = 0; step < asked.fit_steps; step++) {
    const rows = [...stream.permutation(log.length).subarray(0, asked.batch)];
    const xs = rows.map((row) => log[row]!.at);
    let gradient = net.lossGradient(
      params,
      xs,
      rows.map((row) => targets[row]!),
    );
    if (held)
      ({ gradient, multiplier } = igniteStep(
        params,
        gradient,
        (at) => net.meanGradient(at, xs),
        multiplier,
        rule,
      ));
    params = params.map((value, index) => value - asked.fit_rate * gradient[index]!);
  }
  return { net, params };
}

/** Where so many steps along the gradient of the prediction lead, within the ranges of all settings. */
function climbed(
  net: SurrogateNet,
  params: Float64Array,
  start: Float64Array,
  steps: number,
  rate: number,
): Float64Array {
  let at = start;
  for (let step = 0; step < steps; step++) {
    const slope = net.inputGradient(params, at);
    at = at.map((value, index) => Math.min(1, Math.max(-1, value + rate * slope[index]!)));
  }
  return at;
}

/** By trainings of their own, which with both surrogates draw the same. */
async function trueReturn(
  settings: Settings,
  seed: number,
  at: Float64Array,
  place: number,
  signal: AbortSignal,
): Promise<number> {
  let sum = 0;
  for (let repeat = 0; repeat < settings.repeats; repeat++) {
    await giveWay(signal);
    sum += returnOf(at, settings, seed, 'surrogate ascent', 'tried', place, repeat);
  }
  return sum / settings.repeats;
}
