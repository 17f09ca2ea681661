import { z } from 'zod';
import { type DesignGradient, designGradient, type RewardDesign } from '../bilevel/parl.ts';
import { bestLogits } from '../bilevel/soft-chain.ts';
import { plus } from '../bilevel/vectors.ts';
import { giveWay } from '../give-way.ts';
import { RandomStream } from '../random.ts';
import { formatNumber } from '../text/format.ts';
import { inWords, verdictOf } from './judging.ts';
import { lastValues } from './points.ts';
import { defineStudy, type MeasuredPoint } from './study-entry.ts';

const count = z.int().positive();
const settingsOf = z.object({
  states: count.default(5).describe('of the chain'),
  features: count.default(2).describe('parameters of the rewards'),
  slip: z.number().min(0).max(1).default(0.1).describe('chance that a move goes the other way'),
  discount: z.number().min(0).lt(1).default(0.9),
  temperature: z.number().positive().default(0.5).describe("weight of the policy's entropy"),
  ridge: z.number().min(0).default(0.1).describe("weight of the parameters' size in the objective"),
  steps: count.default(100).describe('of the parameters'),
  rate: z.number().positive().default(0.1).describe('their learning rate'),
});
type Settings = z.output<typeof settingsOf>;

const [withResponse, without] = ["with the policy's response", 'without it'] as const;
/** Soft value iteration ends when what is left is below rounding. */
const rounding = 1e-17;

/** What rewards are learned where the gradient knows, or does not, that the best policy changes with them. */
export const rewardDesign = defineStudy({
  name: 'reward-design',
  summary: "rewards that are learned with, and without, the derivative of the policy's response",
  source:
    'Chakraborty et al. 2024, "PARL: A Unified Framework for Policy Alignment in Reinforcement Learning"',
  settings: settingsOf,
  expected: z.object({
    share: z.number().min(0).max(1).describe('of the seeds whose objective has to end lower with it'),
  }),
  series: () => [withResponse, without],
  async measure({ series, seed, settings, signal }) {
    const { design, start } = drawnDesign(settings, seed);
    const points: MeasuredPoint[] = [];
    const iterations = Math.ceil(Math.log(rounding) / Math.log(Math.max(settings.discount, 0.1)));
    let nu: readonly number[] = start;
    for (let x = 0; x <= settings.steps; x++) {
      await giveWay(signal);
      const gradient: DesignGradient = designGradient(design, nu, bestLogits(design.chain, nu, iterations));
      points.push({ x, y: gradient.upper });
      nu = plus(nu, series === without ? gradient.direct : gradient.hypergradient, -settings.rate);
    }
    return points;
  },
  panels: () => [
    {
      title: 'Rewards for a chain of states',
      x: { label: 'steps of the rewards’ parameters' },
      y: { label: 'objective at the best policy (lower is better)' },
    },
  ],
  judge(points, _, { share }) {
    const [ours, theirs] = [withResponse, without].map((series) => lastValues(points, series)) as [
      number[],
      number[],
    ];
    const lower = ours.filter((value, index) => value < theirs[index]!).length;
    const isKnown = ours.length > 0 && [...ours, ...theirs].every(Number.isFinite);
    const verdict = verdictOf([isKnown ? lower >= share * ours.length : undefined]);
    const first = points.filter(({ x, series }) => x === 0 && series === withResponse).map(({ y }) => y);
    const mean = (values: readonly number[]): string =>
      formatNumber(Number((values.reduce((sum, value) => sum + value, 0) / values.length).toPrecision(3)));
    return {
      verdict,
      sentences: [
        `The objective, ${mean(first)} at the start, ends at ${mean(ours)} where the gradient knows the policy's response and at ${mean(theirs)} where it does not, means over ${ours.length} seeds.`,
        `It ends lower with the response for ${lower} of ${ours.length} seeds, so ${inWords(verdict)}.`,
      ],
      beside: [],
    };
  },
});

function drawnDesign(
  { states, features, slip, discount, temperature, ridge }: Settings,
  seed: number,
): { design: RewardDesign; start: number[] } {
  const stream = RandomStream.of(seed, 'reward design');
  const vector = (length: number): number[] => Array.from({ length }, () => stream.normal());
  const each = <T>(draw: () => T): [T, T][] => Array.from({ length: states }, () => [draw(), draw()]);
  return {
    design: {
      chain: { features: each(() => vector(features)), slip, discount, temperature, start: 0 },
      preferences: each(() => stream.normal()),
      ridge,
    },
    start: vector(features),
  };
}
