import { describe, expect, test } from 'vitest';
import { searchRules } from '../../src/search/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { decodeCheckpoint } from '../../src/training/checkpoint.ts';
import { trainPopulation } from '../../src/workloads/train-population.ts';
import { membersAreApart } from '../members-are-apart.ts';
import { recordsOf, recordsOfMember, smallPlan, tensorCounts } from './small-plan.ts';
import { byMember, trainedWithStops } from './stops.ts';

/** A small search by every rule. */
const small = searchRules
  .entries()
  .map(({ name }) => `${name}(population=4${name === 'CEM' ? ',elites=2' : ''})`);

const plan = (given: Parameters<typeof smallPlan>[0]) =>
  smallPlan({ agent: 'policy-search', network: 'mlp(sizes=[])', totalTimesteps: 500, ...given });

describe.each(small)('%s', (optimizer) => {
  test.runIf(membersAreApart)('a member computes the same bits alone and in a population', async () => {
    const together = await recordsOf(plan({ optimizers: [optimizer], seeds: [3, 1, 2] }));
    for (const [member, seed] of [3, 1, 2].entries()) {
      expect(recordsOfMember(together, member)).toEqual(
        await recordsOf(plan({ optimizers: [optimizer], seeds: [seed] })),
      );
    }
  });

  test('reports episodes, generations and evaluations, and ends', async () => {
    const records = await recordsOf(plan({ optimizers: [optimizer] }));
    const of = (kind: string) => records.filter((record) => record.kind === kind);
    const updates = of('update') as { envStep: number; policyLoss: number }[];
    const episodes = of('episode') as { length: number; return: number; episode: number }[];
    expect(episodes).toHaveLength(4 * 2 * updates.length);
    expect(episodes.map(({ episode }) => episode)).toEqual([...episodes.keys()]);
    expect(updates.at(-1)!.envStep).toBe(episodes.reduce((sum, { length }) => sum + length, 0));
    expect(updates.at(-1)!.envStep).toBeGreaterThanOrEqual(500);
    expect(updates.at(-2)!.envStep).toBeLessThan(500);
    const first = episodes.slice(0, 8).reduce((sum, each) => sum + each.return, 0) / 8;
    expect(updates[0]!.policyLoss).toBeCloseTo(-first, 9);
    expect(of('gradient')).toEqual([]);
    expect(of('evaluation').length).toBeGreaterThanOrEqual(2);
    expect(of('end')).toMatchObject([{ status: 'finished', error: null }]);
  });

  test('keeps the number of tensors flat', async () => {
    const before = tf.memory().numTensors;
    const counts = await tensorCounts(plan({ optimizers: [optimizer], seeds: [1, 2] }));
    expect(new Set(counts.slice(0, -1)).size, `tensors after each update: ${counts}`).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** Searches of every kind, small. */
const company = {
  'real actions, scaled observations, a hidden layer': {
    env: 'pendulum(max_episode_steps=9)',
    agent: 'policy-search(episodes_per_candidate=3,norm_obs=true)',
    network: 'mlp(sizes=[4])',
    totalTimesteps: 400,
  },
  'a network that draws': {
    env: 'point-nav(max_episode_steps=8)',
    network: 'milo-residual(width=4,blocks=1)',
    totalTimesteps: 200,
  },
  'a horizon and a budget in episodes': {
    env: 'point-nav(max_episode_steps=15)',
    agent: 'policy-search(horizon=5)',
    totalEpisodes: 20,
  },
  'a team': { env: 'point-nav-team(agents=2,max_episode_steps=8)', totalTimesteps: 300 },
};

describe.each(Object.entries(company))('%s', (_name, given) => {
  const optimizers = ['OPENES(population=4,lr=0.01)', 'OPENES(population=4,lr=0.1)'];

  test.runIf(membersAreApart)('a member computes the same bits alone and in a population', async () => {
    const together = await recordsOf(plan({ ...given, optimizers, seeds: [1, 2] }));
    const alone = await Promise.all(
      optimizers.flatMap((each) =>
        [1, 2].map((seed) => recordsOf(plan({ ...given, optimizers: [each], seeds: [seed] }))),
      ),
    );
    for (const [member, records] of alone.entries()) {
      expect(recordsOfMember(together, member)).toEqual(records);
    }
  });
});

const everything = [
  ...small.map((optimizer) => [optimizer, { optimizers: [optimizer] }] as const),
  ...Object.entries(company).map(
    ([name, given]) => [name, { ...given, optimizers: ['PGPE(population=4)'] }] as const,
  ),
];

test.each(everything)(
  '%s goes on from a checkpoint as if it had not stopped, bit for bit',
  async (_, given) => {
    const whole = plan({ ...given, seeds: [1, 2] });
    const uninterrupted = byMember(await recordsOf(whole));
    expect(byMember(await trainedWithStops(whole, [2, 1]))).toEqual(uninterrupted);
  },
);

test('a member whose candidates are no numbers any more diverges, and harms nobody', async () => {
  const optimizers = ['OPENES(population=4,lr=1e39)', 'OPENES(population=4,lr=0.01)'];
  const records = await recordsOf(plan({ optimizers }));
  const end = records.find((record) => record.kind === 'end' && record.member === 0);
  expect(end).toMatchObject({ status: 'diverged' });
  const other = recordsOfMember(records, 1);
  expect(other.at(-1)).toMatchObject({ kind: 'end', status: 'finished' });
  if (membersAreApart) expect(other).toEqual(await recordsOf(plan({ optimizers: [optimizers[1]!] })));
});

test('what is evaluated is where the rule stands', async () => {
  const states: Uint8Array[] = [];
  for await (const records of trainPopulation(plan({ optimizers: ['CMAES'] }), { checkpointInterval: 0 })) {
    for (const record of records) if (record.kind === 'checkpoint') states.push(record.state);
  }
  const [player] = decodeCheckpoint(states.at(-1)!).players;
  const { rule } = player!.workload as { rule: { mean: Float64Array } };
  for (const [index, value] of [...player!.learner.vector].entries()) {
    expect(Math.abs(value - rule.mean[index]!)).toBeLessThan(1e-6);
  }
});

test.each([
  [
    'policy-search',
    'ADAM',
    /ADAM needs gradients, and policy-search searches without them; take OPENES, PGPE/,
  ],
  ['policy-search', 'CLIP(ADAM)', /CLIP needs gradients, and policy-search/],
  [
    'ppo(num_envs=2,num_steps=16)',
    'CMAES',
    /CMAES searches without gradients, and ppo learns by them; take --agent/,
  ],
])('%s refuses %s', async (agent, optimizer, message) => {
  await expect(recordsOf(smallPlan({ agent, optimizers: [optimizer] }))).rejects.toThrow(message);
});

test('CMAES refuses large networks', async () => {
  const large = plan({ optimizers: ['CMAES'], network: 'mlp' });
  await expect(recordsOf(large)).rejects.toThrow(/200 parameters at most, given \d+; take a smaller network/);
});
