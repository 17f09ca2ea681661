import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import type { TrainingRecord } from '../../../src/results/index.ts';
import { fitToMemory, safety, splitPopulation } from '../../../src/sweep/cost/fit-to-memory.ts';
import type { MemoryRoom } from '../../../src/sweep/cost/memory-room.ts';
import { type PlannedPopulation, planSweep, type SweepPlan } from '../../../src/sweep/plan/plan.ts';
import { runSettings } from '../../../src/sweep/study/run-settings.ts';
import { memberFootprint } from '../../../src/workloads/control/footprint.ts';
import { recordsOf } from '../../training/small-plan.ts';

const gigabyte = 2 ** 30;
const plenty: MemoryRoom = {
  tensors: 4 * gigabyte,
  largest: Number.POSITIVE_INFINITY,
  machine: 64 * gigabyte,
};

/** Four runs of each optimizer. */
function smallSweep(optimizers: readonly string[], network = 'mlp(sizes=[8])'): SweepPlan {
  const settings = {
    env: 'cartpole',
    agents: ['ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=2)'],
    network,
    optimizers,
    seeds: 2,
    learning_rates: [0.01, 0.1],
    total_timesteps: 64,
    evaluations: 1,
    eval_episodes: 2,
  };
  return planSweep(runSettings.parse(settings), {});
}

/** Room for so many times the tensors of one member, and for as much else as anyone may want. */
async function roomFor({ populations }: SweepPlan, times: number): Promise<MemoryRoom> {
  const { tensors } = await memberFootprint(populations[0]!.population);
  return { ...plenty, tensors: times * tensors };
}

/** What each run of a sweep reports, by its optimizer, learning rate and seed. */
async function reports({ populations }: SweepPlan): Promise<Map<string, TrainingRecord[]>> {
  const byRun = new Map<string, TrainingRecord[]>();
  for (const { label, learningRates, population } of populations) {
    for (const record of await recordsOf(population)) {
      const run = `${label} ${learningRates[record.member]} ${population.members[record.member]!.seed}`;
      byRun.set(run, [...(byRun.get(run) ?? []), { ...record, member: 0 }]);
    }
  }
  return byRun;
}

describe('fitToMemory', () => {
  test('leaves a plan alone that fits', async () => {
    const plan = smallSweep(['ADAM', 'SGD']);
    const lines: string[] = [];
    const fitted = await fitToMemory(plan, plenty, 3, (line) => lines.push(line));
    expect(fitted).toEqual({ plan, workers: 3, bytes: expect.any(Number) });
    expect(lines).toEqual([]);
  });

  test('splits a population that does not, says so, and changes no result', async () => {
    const plan = smallSweep(['ADAM']);
    const lines: string[] = [];
    const room = await roomFor(plan, 3.5 * safety);
    const fitted = await fitToMemory(plan, room, 1, (line) => lines.push(line));
    expect(fitted.plan.populations.map(({ population }) => population.members.length)).toEqual([2, 2]);
    expect(lines).toEqual([
      expect.stringMatching(
        /^4 runs of ADAM \(2 seeds × 2 learning rates\) together need about 1 MiB of memory; at most 3 fit, /,
      ),
    ]);
    const results = await reports(fitted.plan);
    expect(results.size).toBe(4);
    expect(results).toEqual(await reports(plan));
  });

  test('splits a population whose largest tensor is more than a buffer can hold', async () => {
    const plan = smallSweep(['ADAM']);
    const lines: string[] = [];
    const { largest } = await memberFootprint(plan.populations[0]!.population);
    const room = { ...plenty, largest: 3.5 * largest };
    const fitted = await fitToMemory(plan, room, 1, (line) => lines.push(line));
    expect(fitted.plan.populations.map(({ population }) => population.members.length)).toEqual([2, 2]);
    expect(lines).toEqual([
      expect.stringMatching(
        /^the largest tensor of 4 runs of ADAM .* would take a buffer of about 1 MiB; at most 3 /,
      ),
    ]);
  });

  test('refuses a member whose largest tensor no buffer can hold', async () => {
    const plan = smallSweep(['ADAM']);
    const { largest } = await memberFootprint(plan.populations[0]!.population);
    await expect(fitToMemory(plan, { ...plenty, largest: 0.9 * largest }, 1)).rejects.toThrow(
      new UsageError(
        '4 runs of ADAM (2 seeds × 2 learning rates): the largest tensor of one would take a buffer of about 1 MiB, ' +
          'and the device has them up to 1 MiB; take a smaller network, a shorter roll-out or more minibatches',
      ),
    );
  });

  test('lets fewer workers train side by side where one run is large', async () => {
    const plan = smallSweep(['ADAM', 'SGD']);
    const room = { ...plenty, machine: 500 * 2 ** 20 };
    const two = await fitToMemory(plan, room, 2);
    expect(two.workers).toBe(2);
    const oneProcess = { ...plenty, machine: 250 * 2 ** 20 };
    const one = await fitToMemory(plan, oneProcess, 2);
    expect(one).toEqual({ plan, workers: 1, bytes: expect.any(Number) });
    expect(one.bytes).toBeLessThan(two.bytes);
  });

  test('tries one by one what fits without a margin', async () => {
    const plan = smallSweep(['ADAM']);
    const { populations } = (await fitToMemory(plan, await roomFor(plan, 1.1), 1)).plan;
    expect(populations.map(({ population }) => population.members.length)).toEqual([1, 1, 1, 1]);
  });

  test('refuses what does not fit one by one, with what was asked for, what it needs and what is there', async () => {
    const plan = smallSweep(['ADAM']);
    await expect(fitToMemory(plan, await roomFor(plan, 0.9), 1)).rejects.toThrow(
      new UsageError(
        '4 runs of ADAM (2 seeds × 2 learning rates): not even one fits into memory, it needs about 1 MiB and ' +
          '1 MiB are there; take a smaller network, a shorter roll-out or more minibatches',
      ),
    );
  });

  test('counts the process itself where the machine is what is too small', async () => {
    const plan = smallSweep(['ADAM']);
    const room = { ...plenty, machine: 150 * 2 ** 20 };
    await expect(fitToMemory(plan, room, 1)).rejects.toThrow(/it needs about 20\d MiB and 150 MiB are there/);
  });

  test('refuses a huge network without trying it', async () => {
    const plan = smallSweep(['ADAM'], 'mlp(sizes=[200000,200000])');
    await expect(fitToMemory(plan, plenty, 1)).rejects.toThrow(
      /needs about 298\d(\.\d)? GiB and 4096 MiB are/,
    );
  });

  test('takes the memory of the machine into account, which the roll-outs need', async () => {
    const plan = planSweep(
      runSettings.parse({ env: 'cartpole', optimizers: ['SGD'], seeds: 1, total_timesteps: 2 ** 31 }),
      { num_envs: 2 ** 15, num_steps: 2 ** 15, num_minibatches: 2 ** 20 },
    );
    await expect(fitToMemory(plan, plenty, 1)).rejects.toThrow(/not even one fits/);
  });
});

test('the parts of a population are its members in order, about equal in number, and few', () => {
  const whole = smallSweep(['ADAM']).populations[0]!;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 70 }), (count, most) => {
      const members = Array.from({ length: count }, (_, seed) => ({ ...whole.population.members[0]!, seed }));
      const learningRates = members.map(({ seed }) => seed / 7);
      const planned: PlannedPopulation = {
        ...whole,
        learningRates,
        population: { ...whole.population, members },
      };
      const parts = splitPopulation(planned, most);
      const sizes = parts.map(({ population }) => population.members.length);
      expect(parts.flatMap(({ population }) => population.members)).toEqual(members);
      expect(parts.flatMap((part) => part.learningRates)).toEqual(learningRates);
      expect(parts.length).toBe(Math.ceil(count / most));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(most);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});
