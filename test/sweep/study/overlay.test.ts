import { describe, expect, test } from 'vitest';
import { planSweep, type SweepPlan } from '../../../src/sweep/plan/plan.ts';
import { laidOver } from '../../../src/sweep/study/overlay.ts';
import type { Study } from '../../../src/sweep/study/study.ts';
import { parseStudy } from '../../../src/sweep/study/study-file.ts';

const text = `title: in the file
envs:
  - { name: cartpole, total_timesteps: 4096 }
  - acrobot
agents: [{ name: ppo, clip_coef: [0.1, 0.2] }]
optimizers: [SGD, MILO]
seed_list: [4, 5]
learning_rates: [0.1, 0.2]
total_timesteps: 8192
`;

function planWith(flags: Partial<Study>, agentFlags = {}, file = text): SweepPlan {
  const { study, origin } = laidOver(parseStudy(file, 'x.yaml'), flags);
  return planSweep(study, agentFlags, origin);
}

describe('flags laid over a study', () => {
  test('change nothing if there are none', () => {
    const { study, origin } = parseStudy(text, 'x.yaml');
    expect(planWith({})).toEqual(planSweep(study, {}, origin));
  });

  test('take the place of what it says, one way or the other', () => {
    const plan = planWith({ title: 'mine', env: 'pendulum', seeds: 1, optimizers: ['ADAM'] });
    expect(plan.title).toBe('mine');
    expect(plan.populations.map(({ label, population }) => [label, population.env])).toEqual([
      ['ADAM', 'pendulum'],
      ['ADAM', 'pendulum'],
    ]);
    expect(plan.populations[0]!.population.members.map(({ seed }) => seed)).toEqual([1, 1]);
  });

  test('go for every environment, also where the study says something for one', () => {
    const { populations } = planWith({ total_timesteps: 2048 });
    expect(new Set(populations.map(({ population }) => population.totalTimesteps))).toEqual(new Set([2048]));
  });

  test('of a budget take the place of one in other units, in every environment', () => {
    const episodes = text.replace(/total_timesteps: \d+/g, 'total_episodes: 9');
    const agents = ['reinforce(num_envs=3)'];
    const of = (file: string, flags: Partial<Study>) =>
      planWith({ ...flags, agents }, {}, file).populations.map(({ population }) => population);
    for (const { totalTimesteps, totalEpisodes } of of(episodes, { total_timesteps: 2048 })) {
      expect([totalTimesteps, totalEpisodes]).toEqual([2048, undefined]);
    }
    for (const { totalEpisodes } of of(text, { total_episodes: 4 })) expect(totalEpisodes).toBe(4);
    for (const file of [text, episodes]) {
      for (const { totalEpisodes } of of(file, { total_updates: 2 })) expect(totalEpisodes).toBe(2 * 3);
    }
  });

  test('of an agent go over the values of a grid', () => {
    const { populations } = planWith({}, { clip_coef: 0.3 });
    expect([...new Set(populations.map(({ agentLabel }) => agentLabel))]).toEqual(['ppo(clip_coef=0.3)']);
    expect(populations).toHaveLength(4);
  });

  test('of learning rates are refused where an optimizer of the study names its own', () => {
    const own = text.replace('MILO', '"MILO(lr=3)"');
    expect(planWith({}, {}, own).populations[1]!.learningRates).toEqual([3, 3]);
    expect(() => planWith({ learning_rates: [0.5] }, {}, own)).toThrow(
      /^x\.yaml:6: MILO\(lr=3\) and --learning-rates both set the learning rate/,
    );
    expect(planWith({ learning_rates: [0.5] }).populations[0]!.learningRates).toEqual([0.5, 0.5]);
  });

  test('are blamed by their names, the rest of the study by its lines', () => {
    expect(() => planWith({ seed_list: [1, 1] })).toThrow(/^--seed-list names seed 1 twice/);
    expect(() => planWith({ seeds: 20000 })).toThrow(/20000 seeds .* say max_runs: /);
    expect(() => planWith({ max_runs: 3 })).toThrow(/ say --max-runs 32$/);
    expect(() => planWith({ seeds: 2 }, {}, text.replace('MILO', 'MILOO'))).toThrow(/^x\.yaml:6: unknown/);
    expect(() => planWith({}, { horizons: 3 })).toThrow(/^ppo has no --horizons: did you mean horizon\?/);
  });
});
