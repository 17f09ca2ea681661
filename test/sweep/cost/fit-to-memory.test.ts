import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import type { TrainingRecord } from '../../../src/results/index.ts';
import { divideWork, type Share } from '../../../src/sweep/cost/divide-work.ts';
import { type Fitting, fitToMemory, safety } from '../../../src/sweep/cost/fit-to-memory.ts';
import type { MemoryRoom } from '../../../src/sweep/cost/memory-room.ts';
import { planSweep, type SweepPlan } from '../../../src/sweep/plan/plan.ts';
import { runSettings } from '../../../src/sweep/study/run-settings.ts';
import { memberFootprint } from '../../../src/workloads/control/footprint.ts';
import { recordsOf } from '../../training/small-plan.ts';

const gigabyte = 2 ** 30;
const plenty: MemoryRoom = {
  tensors: 4 * gigabyte,
  isShared: false,
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

/** What one process trains, one after the other. */
function sharesOf({ populations }: SweepPlan, { most }: Fitting): readonly Share[] {
  const works = populations.map(({ population }, index) => ({
    ...{ population: index, shared: 1, each: 1 },
    members: population.members.map((_, member) => ({ member, left: 1 })),
  }));
  return divideWork(works, { workers: 1, exactly: true, divides: true, most }).shares;
}

/** What the members of some shares report, in order. */
async function reports({ populations }: SweepPlan, shares: readonly Share[]): Promise<TrainingRecord[][]> {
  const byMember: TrainingRecord[][] = [];
  for (const { population: index, members } of shares) {
    const { population } = populations[index]!;
    const own = members.map((member) => population.members[member]!);
    for (const record of await recordsOf({ ...population, members: own })) {
      const member = members[record.member]!;
      byMember[member] = [...(byMember[member] ?? []), { ...record, member: 0 }];
    }
  }
  return byMember;
}

describe('fitToMemory', () => {
  test('has no limits for a plan that fits', async () => {
    const plan = smallSweep(['ADAM', 'SGD']);
    const lines: string[] = [];
    const fitted = await fitToMemory(plan, plenty, 3, (line) => lines.push(line));
    expect(fitted.workers).toBe(3);
    expect(Math.min(...fitted.most(3))).toBeGreaterThan(4);
    expect(lines).toEqual([]);
  });

  test('wishes for no more processes than there are runs', async () => {
    expect((await fitToMemory(smallSweep(['ADAM', 'SGD']), plenty, 64)).workers).toBe(8);
  });

  test('has a population that does not fit trained in parts, says so, and changes no result', async () => {
    const plan = smallSweep(['ADAM']);
    const lines: string[] = [];
    const room = await roomFor(plan, 3.5 * safety);
    const fitted = await fitToMemory(plan, room, 1, (line) => lines.push(line));
    const shares = sharesOf(plan, fitted);
    expect(shares.map(({ members }) => members)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(lines).toEqual([
      expect.stringMatching(
        /^4 runs of ADAM \(2 seeds × 2 learning rates\) together need about 1 MiB of memory; at most 3 fit, /,
      ),
    ]);
    const results = await reports(plan, shares);
    expect(results).toHaveLength(4);
    expect(results).toEqual(await reports(plan, [{ population: 0, members: [0, 1, 2, 3] }]));
  });

  test('has a population trained in parts whose largest tensor is more than a buffer can hold', async () => {
    const plan = smallSweep(['ADAM']);
    const lines: string[] = [];
    const { largest } = await memberFootprint(plan.populations[0]!.population);
    const room = { ...plenty, largest: 3.5 * largest };
    const fitted = await fitToMemory(plan, room, 1, (line) => lines.push(line));
    expect(fitted.most(1)).toEqual([3]);
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

  test('lets fewer workers train side by side where there is no memory for their processes, and for the own one', async () => {
    const plan = smallSweep(['ADAM', 'SGD']);
    const workersIn = async (mebibytes: number): Promise<number> =>
      (await fitToMemory(plan, { ...plenty, machine: mebibytes * 2 ** 20 }, 4)).workers;
    expect(await workersIn(250)).toBe(1);
    expect(await workersIn(650)).toBe(2);
    expect(await workersIn(850)).toBe(3);
    expect(await workersIn(1050)).toBe(4);
  });

  test('shares the memory of a GPU among all processes', async () => {
    const plan = smallSweep(['ADAM', 'SGD']);
    const room = await roomFor(plan, 4.5 * safety);
    const most = async (isShared: boolean) => (await fitToMemory(plan, { ...room, isShared }, 2)).most(2)[0];
    expect([await most(true), await most(false)]).toEqual([2, 4]);
  });

  test('foretells the memory of all processes together, of each its largest share', async () => {
    const plan = smallSweep(['ADAM', 'SGD']);
    const { bytes } = await fitToMemory(plan, plenty, 2);
    const share = (members: readonly number[]) => ({ population: 0, members });
    const process = bytes([[]]);
    const two = bytes([[share([0, 1]), share([2])], [share([3])]]);
    const member = bytes([[share([0])]]) - process;
    expect(member).toBeGreaterThan(0);
    expect(two).toBeCloseTo(2 * process + 3 * member);
  });

  test('tries one by one what fits without a margin', async () => {
    const plan = smallSweep(['ADAM']);
    const fitted = await fitToMemory(plan, await roomFor(plan, 1.1), 1);
    expect(sharesOf(plan, fitted).map(({ members }) => members)).toEqual([[0], [1], [2], [3]]);
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
