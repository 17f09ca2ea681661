import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseCall } from '../../src/call-expression.ts';
import { gradientQuantities, measuredQuantities } from '../../src/diagnostics/index.ts';
import { recordedTables, recordFault, type TrainingRecord } from '../../src/results/index.ts';
import { describeSettings } from '../../src/settings.ts';
import * as tf from '../../src/tensors/tf.ts';
import { measuredBy } from '../../src/training/measured-by.ts';
import type { PopulationPlan } from '../../src/training/population-plan.ts';
import type { Minibatch, MinibatchStep, Workload } from '../../src/training/workload.ts';
import { assemble, preparedWorkload } from '../../src/workloads/assemble.ts';
import { workloads } from '../../src/workloads/index.ts';
import { loadShownPlugins } from '../docs/shown-code.ts';
import { recordsOf, recordsOfMember, tensorCounts } from '../training/small-plan.ts';
import { byMember, trainedWithStops } from '../training/stops.ts';
import { cifarFolder, mnistFolder } from './supervised/image-files.ts';

await loadShownPlugins('workload');

const folders = { mnist: mnistFolder(), cifar10: cifarFolder(5) };
writeFileSync(join(folders.mnist, 'a.txt'), 'the quick brown fox jumps over the lazy dog; '.repeat(12));
afterAll(() => {
  for (const folder of Object.values(folders)) rmSync(folder, { recursive: true });
});

/** Settings that make a workload small; one that is not named here is taken as it is by default. */
const small: Readonly<
  Record<string, { readonly env: string; readonly agent: string; readonly network?: string }>
> = {
  digits: supervised('digits(train=90,test=40)'),
  spirals: supervised('spirals(train=90,test=40,label_noise=0.1)'),
  regression: supervised('regression(train=90,test=40)'),
  mnist: supervised(`mnist(path=${JSON.stringify(folders.mnist)})`),
  cifar10: supervised(`cifar10(path=${JSON.stringify(folders.cifar10)})`),
  text: {
    env: `text(path=${JSON.stringify(join(folders.mnist, 'a.txt'))},context=6)`,
    agent: 'language(batch_size=8,num_minibatches=2)',
    network: 'transformer(layers=1,width=8,heads=2)',
  },
};

function supervised(env: string) {
  return { env, agent: 'supervised(batch_size=16,num_minibatches=4,max_grad_norm=0.5)' };
}

const updates = 5;

/** A population that makes {@link updates} updates. */
function planOf(name: string, optimizers: readonly string[]): PopulationPlan {
  const {
    env,
    agent,
    network = 'mlp(sizes=[8])',
  } = small[name] ?? {
    env: name,
    agent: workloads.get(name).agent.name,
    network: undefined,
  };
  const plan = (totalTimesteps: number): PopulationPlan => ({
    env,
    agent: parseCall(agent),
    network: parseCall(network),
    members: optimizers.map((optimizer, index) => ({ seed: index + 1, optimizer: parseCall(optimizer) })),
    totalTimesteps,
    evaluation: { count: 2, episodes: 1 },
  });
  const most = 2 ** 24;
  // Budgets of less than one update are refused, so what an update takes is told by a large one.
  const samples = Math.ceil(most / assemble(plan(most)).updatesInAll);
  return plan(updates * samples);
}

const three = ['ADAM(lr=0.01)', 'ADAM(lr=0.003)', 'ADAM(lr=0.03)'];

const of = <Kind extends TrainingRecord['kind']>(records: readonly TrainingRecord[], kind: Kind) =>
  records.filter((record): record is Extract<TrainingRecord, { kind: Kind }> => record.kind === kind);

/** What the loop asks for, of a workload that nobody trains. */
function asked(workload: Workload, vector: tf.Tensor) {
  const players = new Array<boolean>(vector.shape[0]!).fill(true);
  const params = () => tf.tidy(() => workload.layout.named(workload.layout.split(tf.clone(vector))));
  return { players, updates: players.map(() => 0), params, elapsed: () => 0 };
}

/** A minibatch on the device, as the loop makes it. */
function loaded({ load, varying }: MinibatchStep): Minibatch {
  const sent = Object.entries(varying?.numbers ?? {}).map(([name, { values, shape }]) => [
    name,
    tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32'),
  ]);
  return load(Object.fromEntries(sent));
}

describe.each(workloads.entries().map(({ name }) => name))('%s', (name) => {
  const plan = planOf(name, three);

  test('has a gradient that is the slope of its loss, as finite differences have it', async () => {
    const workload = assemble(plan).createWorkload();
    const start = workload.start();
    const experience = await workload.next(
      asked(workload, start),
      plan.members.map(() => workload.schedule),
    );
    const [minibatch] = experience.pass(plan.members.map(() => true));
    const lossAt = (vector: tf.Tensor) =>
      tf.tidy(() => {
        const { total } = loaded(minibatch!).gradient(vector);
        return [...total!.dataSync()];
      });
    const gradient = tf.tidy(() => tf.clone(loaded(minibatch!).gradient(start).gradient));
    // Along the gradient itself, where the slope is its norm, and along a direction that knows nothing of it.
    const along = [gradient, tf.randomNormal(gradient.shape, 0, 1, 'float32', 7)];
    for (const direction of along) {
      const unit = tf.div(direction, tf.norm(direction, 2, 2, true));
      const slopes = tf.sum(tf.mul(gradient, unit), [1, 2]).dataSync();
      const norms = tf.norm(gradient, 2, 2).dataSync();
      // Layer norm of the small initial embeddings bends the loss within a longer step.
      const step = name === 'text' ? 1e-3 : 1e-2;
      const [ahead, behind] = [step, -step].map((by) => lossAt(tf.add(start, tf.mul(unit, by))));
      for (const [player, slope] of slopes.entries()) {
        expect(norms[player]).toBeGreaterThan(1e-3);
        const measured = (ahead![player]! - behind![player]!) / (2 * step);
        expect(Math.abs(measured - slope)).toBeLessThan(0.01 * norms[player]!);
      }
    }
    experience.dispose();
    workload.dispose();
  });

  test('trains a member the same, bit for bit, alone and in company', async () => {
    const together = await recordsOf(plan);
    for (const member of plan.members.keys()) {
      const alone = await recordsOf({ ...plan, members: [plan.members[member]!] });
      expect(alone).toEqual(recordsOfMember(together, member));
    }
  });

  test('stopped and gone on with, gives the same numbers', async () => {
    expect(byMember(await trainedWithStops(plan, [2, 1]))).toEqual(byMember(await recordsOf(plan)));
  });

  test('leaves no tensors behind, and holds no more of them with every update', async () => {
    const before = tf.memory().numTensors;
    const counts = await tensorCounts(plan);
    expect(tf.memory().numTensors).toBe(before);
    expect(new Set(counts.slice(1)).size).toBe(1);
  });

  test('judges the same parameters the same each time, and only those that are due', async () => {
    const workload = assemble(plan).createWorkload();
    const start = workload.start();
    const request = asked(workload, start);
    const heading = { member: 0, updateIndex: 0, envStep: 0, wallS: 0 };
    const judged = async (players: readonly boolean[]) => {
      const found = await workload.evaluate(
        { ...request, players },
        players.map(() => false),
      );
      return found.map((own) => own?.records(heading) ?? null);
    };
    const all = await judged(request.players);
    for (const records of all) expect(of(records!, 'evaluation')).toHaveLength(1);
    expect(await judged(request.players)).toEqual(all);
    expect(await judged([false, true, false])).toEqual([null, all[1], null]);
    workload.dispose();
  });

  test('spends its budget in as many updates as it says, and says what each has trained on', async () => {
    const { updatesInAll, createWorkload } = assemble(plan);
    expect(updatesInAll).toBe(updates);
    const workload = createWorkload();
    expect(workload.progress(0, 0)).toBe(0);
    workload.dispose();
    const records = recordsOfMember(await recordsOf(plan), 0);
    const made = of(records, 'update');
    expect(made.map(({ updateIndex }) => updateIndex)).toEqual([1, 2, 3, 4, 5]);
    const steps = [0, ...made.map(({ envStep }) => envStep)];
    for (const [index, step] of steps.slice(1).entries()) expect(step).toBeGreaterThan(steps[index]!);
    expect(of(records, 'end')).toMatchObject([
      { status: 'finished', updates, envSteps: plan.totalTimesteps },
    ]);
    const evaluations = of(records, 'evaluation');
    expect([evaluations[0]!.updateIndex, evaluations.at(-1)!.updateIndex]).toEqual([0, updates]);
  });

  test('measures what it says that controllers can look at', async () => {
    const records = recordsOfMember(await recordsOf(plan), 0);
    const { measures } = preparedWorkload(plan)!;
    const measured = measuredBy({
      gradientDescent: false,
      records: records.filter((record) => 'updateIndex' in record && record.updateIndex === updates),
      ...{ progress: 1, baseLearningRate: 1, stats: undefined, layers: [] },
    });
    const rest = measuredQuantities.filter(
      (each) => !(gradientQuantities as readonly string[]).includes(each),
    );
    for (const quantity of rest) {
      if (measures?.includes(quantity)) expect(measured.quantities[quantity], quantity).not.toBe(null);
      else if (measures) expect(measured.quantities[quantity], quantity).toBe(null);
    }
  });

  test('reports records with the fields that their tables declare', async () => {
    for (const record of await recordsOf(plan)) {
      if (record.kind !== 'end') expect(recordFault(record, recordedTables)).toBe(null);
    }
  });

  test('ends a member whose parameters are no longer finite as diverged, and the others as they would have', async () => {
    const hopeless = { seed: 2, optimizer: parseCall('SGD(lr=1e38)') };
    const healthy = { seed: 1, optimizer: parseCall('SGD(lr=0.01)') };
    const records = await recordsOf({ ...plan, members: [healthy, hopeless] });
    const [diverged] = of(recordsOfMember(records, 1), 'end');
    expect(diverged).toMatchObject({ status: 'diverged', error: expect.stringMatching(/^update \d: /) });
    expect(recordsOfMember(records, 0)).toEqual(await recordsOf({ ...plan, members: [healthy] }));
  });
});

describe.each(workloads.entries())('$name is documented', ({ summary, source, settings, agent }) => {
  test('in what it does, where it comes from, and every setting', () => {
    expect(summary).toMatch(/\w{3}/);
    expect(source).toMatch(/\d{4}|rl-bench/);
    for (const setting of [...describeSettings(settings), ...describeSettings(agent.settings)]) {
      expect(setting.description, setting.name).not.toBe('');
      expect(setting.default, setting.name).not.toBe(undefined);
    }
  });
});
