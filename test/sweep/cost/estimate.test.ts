import { describe, expect, test, vi } from 'vitest';
import { parseCall } from '../../../src/call-expression.ts';
import { calibrate } from '../../../src/sweep/cost/calibrate.ts';
import { type Spread, startSeconds } from '../../../src/sweep/cost/divide-work.ts';
import { estimateSweep } from '../../../src/sweep/cost/estimate.ts';
import { planSweep, type SweepPlan } from '../../../src/sweep/plan/plan.ts';
import { parseStudy } from '../../../src/sweep/study/study-file.ts';
import { recordsOf } from '../../training/small-plan.ts';

function planOf(more: string): SweepPlan {
  const { study, origin } = parseStudy(
    `
    agents: ["ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=1)"]
    network: mlp(sizes=[4])
    total_timesteps: 1000
    evaluations: 4
    eval_episodes: 2
    seeds: 2
    ${more}`,
    'x.yaml',
  );
  return planSweep(study, {}, origin);
}

const cost = {
  ...{ step: { shared: 0, each: 0.001 }, evaluation: { shared: 0, each: 0.2 } },
  ...{ growth: 3, update: 32, episode: 20 },
  ...{ records: 2, lastRecords: 0, checkpoint: 100 },
};

/** So many processes, and room for all that there is. */
const among = (workers: number): Spread => ({ workers, exactly: true, divides: true, most: () => [] });

describe('estimateSweep', () => {
  const plan = planOf('env: cartpole\n    optimizers: [SGD, ADAM, MILO]');
  const costs = plan.populations.map(() => cost);
  // Two members, each a thousand steps and five evaluations.
  const one = 2 * (1 + 5 * 0.2);

  test('adds up what one process does after the other', () => {
    expect(estimateSweep(plan, costs, among(1)).seconds).toBeCloseTo(3 * one);
    expect(estimateSweep(plan, costs, among(1)).rows).toBeCloseTo(3 * 2 * (2000 + 5));
  });

  test('counts no more evaluations than there are updates, and one before them', () => {
    const short = plan.populations.map((planned) => ({
      ...planned,
      population: { ...planned.population, totalTimesteps: 64 },
    }));
    expect(estimateSweep({ ...plan, populations: short }, costs, among(1)).seconds).toBeCloseTo(
      3 * 2 * (0.064 + 3 * 0.2),
    );
  });

  test('says how long it takes if the episodes of evaluations come to last as long as they may', () => {
    expect(estimateSweep(plan, costs, among(1)).mostSeconds).toBeCloseTo(3 * 2 * (1 + 5 * 0.6));
  });

  test('counts steps by episodes where these are the budget', () => {
    const inEpisodes = planOf('env: cartpole\n    optimizers: [SGD]').populations.map((planned) => ({
      ...planned,
      population: { ...planned.population, agent: parseCall('reinforce'), totalEpisodes: 50 },
    }));
    // 50 episodes of 20 steps are the thousand steps of the others.
    expect(estimateSweep({ ...plan, populations: inEpisodes }, [cost], among(1)).seconds).toBeCloseTo(one);
  });

  test('lets workers end at about the same time, and counts the start of each process', () => {
    // Three populations in halves: two processes that start twice.
    expect(estimateSweep(plan, costs, among(2)).seconds).toBeCloseTo(1.5 * one + 2 * startSeconds);
    // More processes than members are of no use.
    expect(estimateSweep(plan, costs, among(8)).seconds).toBeCloseTo(one / 2 + startSeconds);
  });

  test('counts what members share once for every process that has some of them', () => {
    const sharing = { ...cost, step: { shared: 0.002, each: 0.001 } };
    const [populations] = [plan.populations.slice(0, 1)];
    expect(estimateSweep({ ...plan, populations }, [sharing], among(1)).seconds).toBeCloseTo(2 + one);
    expect(estimateSweep({ ...plan, populations }, [sharing], among(2)).seconds).toBeCloseTo(
      2 + one / 2 + startSeconds,
    );
  });

  test('counts the second stage of a study that tunes, which begins when the first has ended', () => {
    const tuned = planOf(
      'env: cartpole\n    optimizers: [SGD(lr=1), MILO]\n    learning_rates: [1, 2]\n    tuning: { seeds: 3 }',
    );
    // One rate of SGD on two seeds and two of MILO on three, then the better of MILO's on two.
    expect(estimateSweep(tuned, [cost, cost], among(1)).seconds).toBeCloseTo((1 + 3 + 1) * one);
    expect(estimateSweep(tuned, [cost, cost], among(2)).seconds).toBeCloseTo(
      2 * one + 2 * startSeconds + one / 2 + startSeconds,
    );
  });
});

describe('calibrate', () => {
  test('finds about as many records as there are going to be', async () => {
    const plan = planOf('env: pendulum\n    optimizers: [SGD]');
    const costs = await calibrate(
      plan.populations.map(({ population }) => population),
      10,
    );
    const { rows } = estimateSweep(plan, costs, among(1));
    const records = await recordsOf(plan.populations[0]!.population);
    expect(rows / records.length).toBeGreaterThan(0.8);
    expect(rows / records.length).toBeLessThan(1.2);
    for (const { shared, each } of [costs[0]!.step, costs[0]!.evaluation]) {
      expect(Math.min(shared, each)).toBeGreaterThanOrEqual(0);
      expect(shared + each).toBeGreaterThan(0);
    }
  });

  test('knows that many members share what an update takes however many there are', async () => {
    const { population } = planOf('env: cartpole\n    optimizers: [SGD]').populations[0]!;
    const [member] = population.members;
    const of = (count: number) => ({
      ...population,
      members: Array.from({ length: count }, (_, seed) => ({ ...member!, seed })),
    });
    // A clock that knows nothing of this machine's load: an update takes as long for four members as for any number.
    let milliseconds = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (milliseconds += 0.1));
    const [few, many] = await calibrate([of(4), of(64)], 1000).finally(() => clock.mockRestore());
    for (const { step } of [few!, many!]) {
      expect(step.shared).toBeGreaterThan(0);
      expect(step.each).toBeCloseTo(0);
    }
    expect(many!.step.shared).toBeCloseTo(few!.step.shared);
  });

  test('tries at least one population, and takes the others for alike when the time is over', async () => {
    const plan = planOf('envs: [cartpole, acrobot]\n    optimizers: [SGD, ADAM]');
    const costs = await calibrate(
      plan.populations.map(({ population }) => population),
      0,
    );
    expect(costs).toHaveLength(4);
    expect(new Set(costs.map(({ step }) => step.each)).size).toBe(1);
  });
});
