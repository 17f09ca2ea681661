import { z } from 'zod';
import { RandomStream } from '../random.ts';
import { median } from '../stats/index.ts';
import { formatNumber } from '../text/format.ts';
import { listed } from '../text/listed.ts';
import { inWords, verdictOf } from './judging.ts';
import { lastValues } from './points.ts';
import { defineStudy } from './study-entry.ts';
import { type Statistics, type TeamBandit, teamRegrets } from './team-bandit.ts';

const count = z.int().positive();
const statistics: readonly Statistics[] = ['global', 'own'];

const nameOf = (kind: Statistics, scale: number): string => `${kind} statistics, rewards × ${scale}`;

/** Agents whose rewards differ in scale, standardised together or each by itself. */
export const agentNormalisation = defineStudy({
  name: 'agent-normalisation',
  summary: 'regret of agents whose rewards differ in scale, standardised together or each by itself',
  source:
    'Dr. MAS, "Stable Reinforcement Learning for Multi-Agent LLM Systems", its lemma on the second moment of advantages',
  settings: z.object({
    means: z.array(z.number()).min(2).default([0, 0.25, 0.5, 0.75, 1]).describe('mean reward of every arm'),
    noise: z.number().min(0).default(0.1).describe('standard deviation of a reward'),
    scales: z.array(z.number().positive()).min(2).default([1, 10]).describe('of the rewards of every agent'),
    group: count.default(8).describe('draws of every agent in an update'),
    lr: z.number().positive().default(0.3).describe('learning rate of the policy gradient'),
    updates: count.default(150),
    every: count.default(5).describe('updates between measurements'),
  }),
  expected: z.object({
    global: z
      .number()
      .positive()
      .describe('final regret of the agent of the smallest scale, with statistics of all'),
    own: z.number().positive().describe('with its own'),
    factor: z
      .number()
      .min(1)
      .describe(
        'times that the first has to exceed the second at least: arms and rates are not published, so the numbers say less',
      ),
  }),
  series: ({ scales }) => statistics.flatMap((kind) => scales.map((scale) => nameOf(kind, scale))),
  measure({ series, seed, settings: { updates, every, ...bandit } }) {
    const [kind, agent] = statistics
      .flatMap((each) => bandit.scales.map((scale, place) => [each, place, nameOf(each, scale)] as const))
      .find(([, , name]) => name === series)!;
    const stream = RandomStream.of(seed, 'agent normalisation');
    const regrets = teamRegrets(bandit satisfies TeamBandit, kind, stream);
    return Array.from({ length: updates + 1 }, (_, x) => ({ x, y: regrets.next().value[agent]! })).filter(
      ({ x }) => x % every === 0 || x === updates,
    );
  },
  panels: () => [
    {
      title: 'Regret at scale 1',
      x: { label: 'update' },
      y: { label: 'regret', scale: 'log' },
    },
  ],
  judge(points, { scales, updates }, expected) {
    const small = Math.min(...scales);
    const [together, alone] = statistics.map((kind) => median(lastValues(points, nameOf(kind, small)))!) as [
      number,
      number,
    ];
    const others = scales.filter((scale) => scale !== small);
    const ofOthers = others.map((scale) => median(lastValues(points, nameOf('global', scale)))!);
    const verdict = verdictOf([together >= expected.factor * alone]);
    return {
      verdict,
      sentences: [
        `After ${updates} updates the agent whose rewards have scale ${small} has a median regret of ${formatNumber(together)} where all agents are standardised together, and of ${formatNumber(alone)} where each is by itself.`,
        `Together the ${others.length === 1 ? 'agent' : 'agents'} of scale ${listed(others.map(formatNumber))} ${others.length === 1 ? 'comes' : 'come'} to ${listed(ofOthers.map(formatNumber))} and the regret of the small one is ${formatNumber(together / alone)} times what it is by itself, so ${inWords(verdict)}.`,
      ],
      beside: [
        {
          quantity: 'regret of the small scale, global statistics',
          published: formatNumber(expected.global),
          here: formatNumber(together),
        },
        {
          quantity: 'regret of the small scale, own statistics',
          published: formatNumber(expected.own),
          here: formatNumber(alone),
        },
      ],
    };
  },
});
