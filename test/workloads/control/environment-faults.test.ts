import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineEnv, environments, type StepOutcome } from '../../../envs/index.ts';
import type { TrainingRecord } from '../../../src/results/index.ts';
import { trainPopulation } from '../../../src/workloads/train-population.ts';
import { recordsOf, recordsOfMember, smallPlan } from '../../training/small-plan.ts';

/** What happens in step 5 of an episode, where the seed's first number is below one half. */
let misfortune: (outcome: StepOutcome, observe: (value: number) => void) => void = () => {};
const unlucky = 0.5;

/** A walk whose first number is what its stream drew first, whose second counts steps and whose third is seen too. */
const walk = defineEnv({
  name: 'test-walk',
  summary: 's',
  source: 's',
  settings: z.object({ always: z.boolean().default(false), scale: z.number().default(1) }),
  create: ({ always, scale }, id) => ({
    spec: {
      id,
      observationSpace: { kind: 'box', low: [-9, -9], high: [9, 9] },
      actionSpace: { kind: 'discrete', n: 2 },
      maxEpisodeSteps: 8,
      rewardThreshold: null,
      success: null,
      stateLength: 4,
    },
    reset(state, at, stream) {
      state[at] = stream.uniform(0, 1);
    },
    step(state, at, actions, actionAt, outcome) {
      state[at + 1]!++;
      outcome.reward = scale * (actions[actionAt]! - 0.5);
      if (state[at + 1] !== 5 || !(always || state[at]! < unlucky)) return;
      misfortune(outcome, (value) => {
        state[at + 2] = value;
      });
    },
    observe(state, at, observations, observationAt) {
      observations[observationAt] = state[at]!;
      observations[observationAt + 1] = state[at + 2]!;
    },
  }),
});

beforeAll(() => environments.register(walk));
afterAll(() => {
  misfortune = () => {};
});

/** PPO with one copy a member, so that some members meet a fault in their first roll-out and some do not. */
const agent = 'ppo(num_envs=1,num_steps=8,num_minibatches=2,update_epochs=1)';
const plan = (env = 'test-walk', seeds = [1, 2, 3, 4, 5, 6]) =>
  smallPlan({ env, agent, seeds, totalTimesteps: 8, evaluations: 1 });

const endOf = (records: readonly TrainingRecord[], member: number) =>
  recordsOfMember(records, member).find(({ kind }) => kind === 'end') as Extract<
    TrainingRecord,
    { kind: 'end' }
  >;

describe('An environment that fails', () => {
  test.each<[string, typeof misfortune, string]>([
    ['a reward', (outcome) => Object.assign(outcome, { reward: Number.NaN }), 'the reward is NaN'],
    [
      'an infinite reward',
      (outcome) => Object.assign(outcome, { reward: -1 / 0 }),
      'the reward is -Infinity',
    ],
    [
      'a reward that is text',
      (outcome) => Object.assign(outcome, { reward: '1' }),
      'TypeError: outcome.reward must be a number, given "1"',
    ],
    ['an observation', (_, observe) => observe(Number.NaN), 'number 2 of the observation is NaN'],
    [
      'a flag',
      (outcome) => Object.assign(outcome, { terminated: 'no' }),
      'TypeError: outcome.terminated must be true or false, given "no"',
    ],
    [
      'an error',
      () => {
        throw new RangeError('too far');
      },
      'RangeError: too far',
    ],
  ])('ends the runs that meet it as failed, and no others: %s', async (_, what, message) => {
    misfortune = () => {};
    const sound = await recordsOf(plan());
    misfortune = what;
    const records = await recordsOf(plan());
    const statuses = plan().members.map((_, member) => endOf(records, member));
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set(['finished', 'failed']));
    for (const [member, { status, error }] of statuses.entries()) {
      if (status === 'finished') {
        expect(recordsOfMember(records, member)).toEqual(recordsOfMember(sound, member));
        continue;
      }
      expect(error).toContain(`environment test-walk: ${message} (`);
      expect(error).toMatch(/step [45] of its episode\)$/);
      // Nothing is learned or measured with what went wrong.
      const kinds = recordsOfMember(records, member).map(({ kind }) => kind);
      expect(kinds).not.toContain('update');
    }
  });

  test('in the first evaluation ends the run before it has learned anything', async () => {
    misfortune = (outcome) => Object.assign(outcome, { reward: Number.NaN });
    const records = await recordsOf(plan('test-walk(always=true)', [1, 2]));
    expect(records.map(({ kind }) => kind)).toEqual(['end', 'end']);
    expect(endOf(records, 0)).toMatchObject({
      status: 'failed',
      error:
        'evaluation after update 0: environment test-walk(always=true): the reward is NaN (copy 1 of 2, step 5 of its episode)',
    });
  });
});

test.each([1e6, 1e13])('Rewards of %d are learned from', async (scale) => {
  misfortune = () => {};
  const records = await recordsOf(plan(`test-walk(scale=${scale})`, [1, 2]));
  expect([0, 1].map((member) => endOf(records, member).status)).toEqual(['finished', 'finished']);
});

test('What was seen of rewards is kept in a checkpoint', async () => {
  misfortune = () => {};
  const longer = { ...plan('test-walk(scale=1e13)', [1]), totalTimesteps: 32 };
  const whole = await recordsOf(longer);
  const stop = new AbortController();
  let state: Uint8Array | undefined;
  let batches = 0;
  for await (const records of trainPopulation(longer, { signal: stop.signal })) {
    for (const record of records) if (record.kind === 'checkpoint') state = record.state;
    if (++batches === 3) stop.abort();
  }
  const after: TrainingRecord[] = [];
  for await (const records of trainPopulation(longer, { from: [state] })) after.push(...records);
  const ended = after.find(({ kind }) => kind === 'end');
  expect(ended).toMatchObject({ status: 'finished' });
  expect(ended).toMatchObject({ ...endOf(whole, 0), wallS: expect.any(Number) });
});
