import { expect, test } from 'vitest';
import type { EvaluationRecord, PolicyRecord, TrainingRecord } from '../../src/results/index.ts';
import type { PopulationPlan } from '../../src/training/population-plan.ts';
import { evaluateKept } from '../../src/workloads/control/evaluate-kept.ts';
import { membersAreApart } from '../members-are-apart.ts';
import { recordsOf, smallPlan } from './small-plan.ts';

const inner = 'cartpole(max_episode_steps=60)';
const gravities = [400, 1];
const env = `switching(${inner},every=25,gravity=[${gravities}])`;

const planOf = (name: string, more: Partial<Parameters<typeof smallPlan>[0]> = {}): PopulationPlan => {
  const plan = smallPlan({ ...more, env: name, optimizers: more.optimizers ?? ['ADAM(lr=0.01)'] });
  return { ...plan, evaluation: { ...plan.evaluation, episodes: 8 } };
};

const evaluationsIn = (records: readonly TrainingRecord[]): EvaluationRecord[] =>
  records.filter((record): record is EvaluationRecord => record.kind === 'evaluation');

test('evaluations are of the task as it is then, in training and of kept policies', async () => {
  const plan = planOf(env);
  const records = await recordsOf(plan);
  const last = evaluationsIn(records).at(-1)!;
  const { weights, updateIndex } = records.find(
    (record): record is PolicyRecord => record.kind === 'policy',
  )!;
  const returnOf = async (evaluated: string | undefined, envSteps: number): Promise<number> => {
    const { evaluation } = plan;
    const elsewhere = {
      ...plan,
      evaluation: { ...evaluation, ...(evaluated !== undefined && { env: evaluated }) },
    };
    const kept = [{ updates: updateIndex, envSteps, files: [weights] }];
    return evaluationsIn(await evaluateKept(elsewhere, kept))[0]!.meanReturn!;
  };
  const byGravity = await Promise.all(
    gravities.map((each) => returnOf(`cartpole(max_episode_steps=60,gravity=${each})`, 0)),
  );
  expect(byGravity[0]).not.toBe(byGravity[1]);
  // After 128 steps the fifth switch is over.
  expect(last.envStep).toBe(128);
  expect(last.meanReturn).toBe(byGravity[0]);
  expect(await returnOf(undefined, 128)).toBe(byGravity[0]);
  expect(await returnOf(undefined, 74)).toBe(byGravity[1]);
  expect(await returnOf(undefined, 75), 'at the very step of a switch').toBe(byGravity[1]);
  expect(await returnOf(undefined, 999), 'beyond the budget').toBe(byGravity[0]);
  expect(await returnOf(undefined, 24)).toBe(await returnOf(inner, 128));
});

test.runIf(membersAreApart).each([
  ['ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=2)', 'ADAM(lr=0.01)'],
  ['reinforce(num_envs=2)', 'SGD(lr=0.01)'],
  ['policy-search(episodes_per_candidate=1)', 'OPENES(population=4)'],
])(
  '%s learns as in the environment inside until something switches, and otherwise from then on',
  async (agent, optimizer) => {
    const train = (name: string) =>
      recordsOf(planOf(name, { agent, optimizers: [optimizer], totalTimesteps: 400 }));
    const plain = await train(inner);
    expect(await train(`switching(${inner},every=100000,gravity=[400])`)).toEqual(plain);
    expect(await train(`switching(${inner},every=100,gravity=[400])`)).not.toEqual(plain);
  },
);
