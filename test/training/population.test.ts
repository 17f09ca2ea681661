import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agents } from '../../agents/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { trainPopulation } from '../../src/workloads/train-population.ts';
import { membersAreApart } from '../members-are-apart.ts';
import { company } from './company.ts';
import { smallAgent, smallOptimizer } from './small-agent.ts';
import { recordsOf, recordsOfMember, smallPlan, tensorCounts } from './small-plan.ts';

/** One of each kind of action space, and a team. */
const smallEnvs = [
  'cartpole(max_episode_steps=20)',
  'point-nav(max_episode_steps=12)',
  'point-nav-team(agents=2,max_episode_steps=12)',
];

describe.each(Object.entries(company))('%s', (_name, plan) => {
  test.runIf(membersAreApart)('a member computes the same bits alone and in a population', async () => {
    const specs = ['ADAM(lr=0.003)', 'ADAM(lr=0.03)'];
    const together = await recordsOf(smallPlan({ ...plan, optimizers: specs, seeds: [1, 2] }));
    const alone = await Promise.all(
      specs.flatMap((optimizer) =>
        [1, 2].map((seed) => recordsOf(smallPlan({ ...plan, optimizers: [optimizer], seeds: [seed] }))),
      ),
    );
    for (const [member, records] of alone.entries()) {
      expect(recordsOfMember(together, member)).toEqual(records);
    }
  });

  test('the same plan twice reports the same', async () => {
    expect(await recordsOf(smallPlan(plan))).toEqual(await recordsOf(smallPlan(plan)));
  });
});

test.runIf(membersAreApart)(
  'a member computes the same bits whatever else is in the population',
  async () => {
    const watched = 'MILO(lr=0.01)';
    const alone = await recordsOf(smallPlan({ optimizers: [watched], seeds: [7], totalTimesteps: 64 }));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 8, max: 99 }), { maxLength: 3 }),
        fc.double({ min: 1e-4, max: 10, noNaN: true }),
        fc.nat(),
        async (others, rate, place) => {
          const plan = smallPlan({ optimizers: [`MILO(lr=${rate})`], seeds: others, totalTimesteps: 64 });
          const members = [...plan.members];
          const at = place % (members.length + 1);
          members.splice(at, 0, ...smallPlan({ optimizers: [watched], seeds: [7] }).members);
          expect(recordsOfMember(await recordsOf({ ...plan, members }), at)).toEqual(alone);
        },
      ),
      { numRuns: 10 },
    );
  },
);

/** Every agent on one task of each kind. */
const combinations = agents.entries().flatMap(({ name }) => smallEnvs.map((env) => ({ agent: name, env })));

test.each(combinations)('$agent on $env keeps the number of tensors flat', async (each) => {
  const before = tf.memory().numTensors;
  const counts = await tensorCounts(
    smallPlan({
      env: each.env,
      agent: smallAgent(each.agent),
      optimizers: [smallOptimizer(each.agent)],
      seeds: [1, 2],
      totalTimesteps: 192,
    }),
  );
  // The first update leaves the previous gradient behind, once.
  expect(new Set(counts.slice(1)).size, `tensors after each update: ${counts}`).toBe(1);
  expect(counts.length).toBeGreaterThan(3);
  expect(tf.memory().numTensors).toBe(before);
});

test('a population that is stopped half-way frees its tensors', async () => {
  const before = tf.memory().numTensors;
  for await (const _ of trainPopulation(smallPlan({}))) break;
  expect(tf.memory().numTensors).toBe(before);
});

test('an optimizer may keep the gradient that it was given', async () => {
  const unclipped = smallAgent('ppo').replace(')', ',max_grad_norm=none)');
  const records = await recordsOf(smallPlan({ agent: unclipped, optimizers: ['DIFFGRAD'] }));
  expect(records.at(-1)).toMatchObject({ kind: 'end', status: 'finished' });
});

test('a diverging member ends with the update and the layer named, and harms nobody', async () => {
  // Large enough for a float32 overflow in the first steps.
  const specs = ['SGD(lr=1e38)', 'SGD(lr=0.01)'];
  const records = await recordsOf(smallPlan({ optimizers: specs }));
  const end = records.find((record) => record.kind === 'end' && record.member === 0);
  expect(end).toMatchObject({ status: 'diverged' });
  expect((end as { error: string }).error).toMatch(
    /^update \d+: the (gradient|parameter) norm of actor\.0\.\w+ is/,
  );
  const other = recordsOfMember(records, 1);
  expect(other.at(-1)).toMatchObject({ kind: 'end', status: 'finished' });
  if (membersAreApart) expect(other).toEqual(await recordsOf(smallPlan({ optimizers: [specs[1]!] })));
});

test('training reports the untrained policy, every update with all its layers, and the end', async () => {
  const records = await recordsOf(smallPlan({ totalTimesteps: 100, evaluations: 3 }));
  const of = (kind: string) => records.filter((record) => record.kind === kind);
  expect(of('update')).toHaveLength(3);
  expect(of('gradient')).toHaveLength(3 * (1 + 8));
  expect(of('evaluation').map((record) => (record as { updateIndex: number }).updateIndex)).toEqual([
    0, 1, 2, 3,
  ]);
  expect(of('end')).toMatchObject([{ status: 'finished', envSteps: 96, updates: 3, error: null }]);
});

test('anneal_lr lets the learning rate fall linearly', async () => {
  const records = await recordsOf(smallPlan({ optimizers: ['ADAM(lr=0.4)'] }));
  const rates = records.flatMap((record) => (record.kind === 'update' ? [record.learningRate] : []));
  expect(rates).toEqual([0.4, 0.4 * 0.75, 0.4 * 0.5, 0.4 * 0.25]);
});

test('reinforce plays whole episodes and stops at the first update beyond its budget', async () => {
  const records = await recordsOf(smallPlan({ agent: 'reinforce(num_envs=2)', totalTimesteps: 150 }));
  const updates = records.filter((record) => record.kind === 'update');
  const episodes = records.filter((record) => record.kind === 'episode');
  expect(episodes).toHaveLength(2 * updates.length);
  expect(updates.at(-1)!.envStep).toBeGreaterThanOrEqual(150);
  expect(updates.at(-2)!.envStep).toBeLessThan(150);
  expect(updates.at(-1)!.envStep).toBe(episodes.reduce((sum, { length }) => sum + length, 0));
});

test('a budget in episodes ends with the update that reaches it, and is divided by evaluations', async () => {
  const records = await recordsOf(
    smallPlan({ agent: 'reinforce(num_envs=2)', totalEpisodes: 7, totalTimesteps: 1, evaluations: 2 }),
  );
  const of = (kind: string) => records.filter((record) => record.kind === kind);
  expect(of('update')).toHaveLength(4);
  expect(of('episode')).toHaveLength(8);
  expect(of('evaluation').map((record) => (record as { updateIndex: number }).updateIndex)).toEqual([
    0, 2, 4,
  ]);
  expect(of('end')).toMatchObject([{ status: 'finished', updates: 4 }]);
});

test('roll-outs of so many steps know no budget in episodes', async () => {
  await expect(recordsOf(smallPlan({ totalEpisodes: 7 }))).rejects.toThrow(
    /^total-episodes is for agents that learn from whole episodes/,
  );
});

test('how often a policy with dropout is looked at changes nothing', async () => {
  const trained = async (evaluations: number) => {
    const plan = smallPlan({
      agent: 'reinforce(num_envs=2)',
      network: 'milo-residual(width=8,blocks=1,dropout=0.5)',
      totalEpisodes: 8,
      evaluations,
    });
    return (await recordsOf(plan)).filter(({ kind }) => kind !== 'evaluation');
  };
  expect(await trained(4)).toEqual(await trained(1));
});

test('dropout is there in evaluations unless it is asked for otherwise', async () => {
  const untrained = async (settings: string) => {
    const plan = smallPlan({
      env: 'pendulum(max_episode_steps=10)',
      agent: 'reinforce(num_envs=1)',
      network: `milo-residual(width=8,blocks=1,${settings})`,
      totalEpisodes: 1,
    });
    return (await recordsOf(plan)).find(({ kind }) => kind === 'evaluation');
  };
  const without = await untrained('dropout=0');
  expect(await untrained('dropout=0.5,eval_dropout=false')).toEqual(without);
  expect(await untrained('dropout=0.5')).not.toEqual(without);
});

test('evaluations happen where they are asked for', async () => {
  const evaluationEnv = 'cartpole(max_episode_steps=3)';
  const records = await recordsOf(smallPlan({ evaluationEnv }));
  const returns = records.flatMap((record) => (record.kind === 'evaluation' ? [record.meanReturn] : []));
  expect(returns).toEqual([3, 3, 3]);
});

test('members of one seed start from the same policy and meet the same evaluation episodes', async () => {
  const records = await recordsOf(smallPlan({ optimizers: ['SGD(lr=0.1)', 'SGD(lr=0.2)'] }));
  const [first, second] = records.filter(
    (record) => record.kind === 'evaluation' && record.updateIndex === 0,
  );
  expect({ ...first, member: 0 }).toEqual({ ...second, member: 0 });
});
