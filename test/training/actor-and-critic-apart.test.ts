import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import type { TrainingRecord, UpdateRecord } from '../../src/results/index.ts';
import type { PopulationObserver } from '../../src/training/population-view.ts';
import { trainPopulation } from '../../src/workloads/train-population.ts';
import { company } from './company.ts';
import { recordsOf, recordsOfMember, smallPlan } from './small-plan.ts';

const updatesOf = (records: readonly TrainingRecord[]): UpdateRecord[] =>
  records.filter((record) => record.kind === 'update');

test.each([
  'ppo, real actions, everything normalised',
  'reinforce with a baseline and time limits',
  'a team with critics, everything normalised',
] as const)('%s: one elementwise optimizer for actor and critic apart is that optimizer', async (kind) => {
  const [whole, apart] = await Promise.all(
    ['ADAM(lr=0.003)', 'SPLIT(ADAM(lr=0.003),critic=ADAM(lr=0.003))'].map((optimizer) =>
      recordsOf(smallPlan({ ...company[kind], optimizers: [optimizer] })),
    ),
  );
  const updates = updatesOf(apart!);
  expect(updates.map(({ criticLearningRate }) => criticLearningRate)).toEqual(
    updates.map(({ learningRate }) => learningRate),
  );
  const withoutCritics = (each: TrainingRecord) =>
    each.kind === 'update' ? { ...each, criticLearningRate: null } : each;
  expect(apart!.map(withoutCritics)).toEqual(whole);
});

/** The parameters of a member after its first update: those of the actor's network, and those of the critic's. */
async function afterFirstUpdate(optimizer: string): Promise<{ actor: number[]; critic: number[] }> {
  const seen: number[][] = [];
  const plan = smallPlan({
    agent: 'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=2,max_grad_norm=none)',
    optimizers: [optimizer],
    totalTimesteps: 32,
  });
  const populationObserver: PopulationObserver = async (view) => {
    const [own] = await view.parameters();
    seen.push(Array.from(own!));
  };
  for await (const _ of trainPopulation(plan, { populationObserver }));
  const ofActor = 4 * 8 + 8 + 8 * 2 + 2;
  return { actor: seen[1]!.slice(0, ofActor), critic: seen[1]!.slice(ofActor) };
}

test('From the same experience each network learns what its optimizer would teach it alone', async () => {
  const [apart, adam, sgd] = await Promise.all(
    ['SPLIT(ADAM(lr=0.01),critic=SGD(lr=0.1,momentum=0.9))', 'ADAM(lr=0.01)', 'SGD(lr=0.1,momentum=0.9)'].map(
      afterFirstUpdate,
    ),
  );
  expect(apart!.actor).toEqual(adam!.actor);
  expect(apart!.critic).toEqual(sgd!.critic);
  expect(apart!.critic).not.toEqual(adam!.critic);
});

test('Members whose critics have other settings train side by side as each would alone', async () => {
  const specs = [
    'SPLIT(MILO(lr=0.01),critic=SAM(ADAM(lr=0.003)))',
    'SPLIT(MILO(lr=0.1),critic=SAM(ADAM(lr=0.03)))',
  ];
  const together = await recordsOf(smallPlan({ optimizers: specs }));
  for (const [member, spec] of specs.entries()) {
    expect(recordsOfMember(together, member)).toEqual(await recordsOf(smallPlan({ optimizers: [spec] })));
  }
});

test('The learning rates of both are recorded with every update, as schedules around and within leave them', async () => {
  const spec =
    'SCHEDULE(SPLIT(SGD(lr=0.1),critic=SCHEDULE(SGD(lr=0.02),shape=constant,warmup=0.5,start=0)),shape=linear)';
  const agent = 'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=1,anneal_lr=false)';
  const records = await recordsOf(smallPlan({ agent, optimizers: [spec], totalTimesteps: 128 }));
  const updates = updatesOf(records);
  const linear = [1, 0.75, 0.5, 0.25];
  const warm = [0, 0.5, 1, 1];
  for (const [index, { learningRate, criticLearningRate }] of updates.entries()) {
    expect(learningRate).toBeCloseTo(0.1 * linear[index]!, 12);
    expect(criticLearningRate).toBeCloseTo(0.02 * linear[index]! * warm[index]!, 12);
  }
});

test('An agent without a critic is refused', async () => {
  const plan = smallPlan({ agent: 'reinforce(num_envs=2)', optimizers: ['CLIP(SPLIT(ADAM))'] });
  await expect(recordsOf(plan)).rejects.toThrow(UsageError);
  await expect(recordsOf(plan)).rejects.toThrow('reinforce has no critic, or none as it is set,');
});
