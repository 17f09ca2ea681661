import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import type { PopulationObserver } from '../../src/training/population-view.ts';
import { trainPopulation } from '../../src/workloads/train-population.ts';
import { company } from './company.ts';
import { recordsOf, recordsOfMember, smallPlan } from './small-plan.ts';

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
  expect(apart).toEqual(whole);
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

test('An agent without a critic is refused', async () => {
  const plan = smallPlan({ agent: 'reinforce(num_envs=2)', optimizers: ['CLIP(SPLIT(ADAM))'] });
  await expect(recordsOf(plan)).rejects.toThrow(UsageError);
  await expect(recordsOf(plan)).rejects.toThrow('reinforce has no critic, or none as it is set,');
});
