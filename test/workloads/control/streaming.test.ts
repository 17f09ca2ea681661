import { describe, expect, test } from 'vitest';
import { agents, checkAgent } from '../../../agents/index.ts';
import { parseCall } from '../../../src/call-expression.ts';
import { makeOptimizer, type Optimizer, type Params } from '../../../src/optimizers/index.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { train } from '../../../src/training/train.ts';
import { assemble } from '../../../src/workloads/assemble.ts';
import { recordsOf, recordsOfMember, smallPlan } from '../../training/small-plan.ts';

describe('Rules that learn from single steps', () => {
  test.each([
    ['OBGD', 'OBGD'],
    ['EMA(ADAPTIVE_OBGD)', 'ADAPTIVE_OBGD'],
    ['SPLIT(ADAM,critic=OBGD(kappa=2))', 'OBGD'],
  ])('%s is refused with an agent that does not', (spec, rule) => {
    expect(() => assemble(smallPlan({ optimizers: [spec] }))).toThrow(
      `${rule} learns from single steps by the critic's error in each, and ppo does not; take --agent stream-ac`,
    );
    expect(() => assemble(smallPlan({ optimizers: [spec], agent: 'stream-ac' }))).not.toThrow();
  });

  test('are refused in a step that says no error', () => {
    const rule = makeOptimizer('OBGD');
    const params = { a: tf.ones([1, 1, 2]) };
    expect(() => rule.update(params, rule.init(params), params, { step: 1 })).toThrow(
      'take --agent stream-ac',
    );
  });
});

test('stream-ac says what traces gather, of which its gradient is the multiple by the error; ends end episodes', async () => {
  const plan = smallPlan({
    agent: 'stream-ac(ent_coef=0.1)',
    env: 'cartpole(max_episode_steps=7)',
    totalTimesteps: 30,
  });
  const seen: { error: number; end: number; misfit: number }[] = [];
  const watching: Optimizer = {
    elementwise: true,
    init: () => ({}),
    update(gradients, state, _params, { temporalDifference, eligibility, episodeEnds }) {
      const error = temporalDifference!();
      const gathered = (eligibility!() as Params).vector!;
      const misfit = tf.max(tf.abs(tf.sub(gradients.vector!, tf.mul(gathered, error))));
      seen.push({
        error: error.dataSync()[0]!,
        end: episodeEnds!().dataSync()[0]!,
        misfit: misfit.dataSync()[0]!,
      });
      return { updates: { vector: tf.mul(gradients.vector!, -0.01) }, state };
    },
  };
  const lengths: number[] = [];
  for await (const records of train({ ...assemble(plan), optimizer: watching })) {
    for (const record of records) if (record.kind === 'episode') lengths.push(record.length);
  }
  expect(seen).toHaveLength(30);
  expect(seen.every(({ misfit }) => misfit < 1e-5)).toBe(true);
  expect(seen.some(({ error }) => error !== 0)).toBe(true);
  const ends = seen.flatMap(({ end }, step) => (end === 1 ? [step + 1] : []));
  const sums = lengths.map((_, episode) =>
    lengths.slice(0, episode + 1).reduce((sum, each) => sum + each, 0),
  );
  expect(ends).toEqual(sums);
});

test('An agent that streams has a critic and collects single steps', () => {
  const { entry, settings } = agents.resolve(parseCall('stream-ac'));
  const agent = entry.create(settings, { kind: 'discrete', n: 2 });
  const wrong = { ...agent, collection: { ...agent.collection, numSteps: 2 } };
  expect(() => checkAgent(agent, 'stream-ac')).not.toThrow();
  expect(() => checkAgent(wrong, 'mine')).toThrow(
    'must be a function of an agent with a critic that collects one step',
  );
});

test('a member whose parameters are no longer finite ends as diverged, and the other as it would alone', async () => {
  const agent = 'stream-ac';
  const records = await recordsOf(smallPlan({ agent, optimizers: ['SGD(lr=0.01)', 'SGD(lr=1e38)'] }));
  const ends = recordsOfMember(records, 1).filter(({ kind }) => kind === 'end');
  expect(ends).toMatchObject([
    { status: 'diverged', error: expect.stringMatching(/^update \d+: the parameters are no longer finite$/) },
  ]);
  expect(recordsOfMember(records, 0)).toEqual(
    await recordsOf(smallPlan({ agent, optimizers: ['SGD(lr=0.01)'] })),
  );
});
