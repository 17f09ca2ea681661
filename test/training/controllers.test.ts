import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseCall } from '../../src/call-expression.ts';
import { controllers, type Decision, defineController } from '../../src/controllers/index.ts';
import { defineDiagnostic, diagnostics } from '../../src/diagnostics/index.ts';
import type { MeasurementRecord, TrainingRecord, UpdateRecord } from '../../src/results/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import type { PopulationPlan } from '../../src/training/population-plan.ts';
import { assemble } from '../../src/workloads/assemble.ts';
import { recordsOf, recordsOfMember, smallPlan } from './small-plan.ts';
import { byMember, trainedWithStops } from './stops.ts';

const about = { summary: 'for tests', source: 'a test' };

/** Decides the same all the time. */
controllers.register(
  defineController({
    ...about,
    name: 'always',
    settings: z.object({
      epochs: z.int().nullable().default(null),
      minibatches: z.int().nullable().default(null),
      clip: z.number().nullable().default(null),
    }),
    decides: ['updateEpochs', 'numMinibatches', 'clipRange'],
    create({ epochs, minibatches, clip }) {
      const decision: Decision = {
        ...(epochs !== null && { updateEpochs: epochs }),
        ...(minibatches !== null && { numMinibatches: minibatches }),
        ...(clip !== null && { clipRange: clip }),
      };
      return { init: () => ({ state: null, decision }), observe: () => ({ state: null, decision }) };
    },
  }),
);

/** Decides something else for every player, as its losses are, so that members differ. */
controllers.register(
  defineController({
    ...about,
    name: 'moody',
    settings: z.object({}),
    decides: ['learningRateFactor', 'updateEpochs', 'numMinibatches', 'clipRange'],
    create: () => ({
      init: () => ({ state: 0 }),
      observe({ quantities }, state: number) {
        const mood = Math.floor(Math.abs(quantities.policy_loss ?? 0) * 1e6) % 3;
        return {
          state: state + mood,
          decision: {
            learningRateFactor: 1 + mood / 4,
            updateEpochs: 1 + mood,
            numMinibatches: 2 ** mood,
            clipRange: 0.1 * (1 + mood),
          },
          report: { mood },
        };
      },
    }),
  }),
);

diagnostics.register(
  defineDiagnostic({
    ...about,
    name: 'counts',
    settings: z.object({}),
    create: () => ({
      init: () => 0,
      observe: ({ layers }, seen: number) => ({
        state: seen + 1,
        report: { seen: seen + 1, layers: Object.keys(layers).length },
      }),
    }),
  }),
);

/** Asks for a product with the Hessian, along the gradient, and for more than one minibatch's worth of turns of the event loop. */
diagnostics.register(
  defineDiagnostic({
    ...about,
    name: 'curious',
    settings: z.object({}),
    needs: ['sampleGradients'],
    create: () => ({
      init: () => 0,
      async ask(loss) {
        const { gradient } = await loss.ask((of) => ({ gradient: of.gradient().vector! }));
        const { product, samples } = await loss.ask((of) => ({
          product: of.hessianProduct!(of.gradient()).vector!,
          samples: of.sampleGradients!(),
        }));
        return gradient.map((own, player) => ({
          gradient: norm(own),
          product: norm(product[player]!),
          apart: norm(summed(samples[player]!, loss.layout.length).map((sum, at) => sum - own[at]!)),
        }));
      },
      observe: ({ asked = {} }, times: number) => ({
        state: asked.gradient === undefined ? times : times + 1,
        report: { ...asked, times },
      }),
    }),
  }),
);
const norm = (numbers: ArrayLike<number>): number => Math.hypot(...Array.from(numbers));
/** The sum over the samples. @param samples row after row. */
const summed = (samples: ArrayLike<number>, length: number): number[] =>
  Array.from({ length }, (_, at) => {
    let sum = 0;
    for (let row = 0; row < samples.length / length; row++) sum += samples[row * length + at]!;
    return sum;
  });

const ppo = 'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=2,anneal_lr=false)';
const plan = (
  parts: { controllers?: string[]; diagnostics?: string[]; diagnosticsEvery?: number },
  given: Parameters<typeof smallPlan>[0] = {},
): PopulationPlan => ({
  ...smallPlan({ agent: ppo, ...given }),
  ...(parts.controllers && { controllers: parts.controllers.map(parseCall) }),
  ...(parts.diagnostics && { diagnostics: parts.diagnostics.map(parseCall) }),
  ...(parts.diagnosticsEvery && { diagnosticsEvery: parts.diagnosticsEvery }),
});

const measurementsOf = (records: readonly TrainingRecord[]): MeasurementRecord[] =>
  records.filter((record) => record.kind === 'measurement');
const updatesOf = (records: readonly TrainingRecord[]): UpdateRecord[] =>
  records.filter((record) => record.kind === 'update');

test('kl_adaptive says at every update what it decides, and the next update has that learning rate', async () => {
  const records = await recordsOf(plan({ controllers: ['kl_adaptive(target=0.001,max_lr=1)'] }));
  const updates = updatesOf(records);
  const factors = (source: string) =>
    measurementsOf(records)
      .filter((each) => each.source === source && each.quantity === 'learning_rate_factor')
      .map(({ value }) => value!);
  const [decided, inForce] = [factors('kl_adaptive'), factors('controllers')];
  expect(decided).toHaveLength(updates.length);
  expect(inForce).toEqual([1, ...decided.slice(0, -1)]);
  expect(updates.map(({ learningRate }) => learningRate)).toEqual(inForce.map((factor) => 0.003 * factor));
  expect(new Set(decided).size).toBeGreaterThan(1);
  for (const [index, { approxKl }] of updates.entries()) {
    const before = inForce[index]!;
    const expected = approxKl! > 0.002 ? before / 1.5 : approxKl! < 0.0005 ? before * 1.5 : before;
    expect(decided[index]).toBeCloseTo(expected, 12);
  }
});

test('nobody is there, and nothing is different', async () => {
  const plain = await recordsOf(plan({}));
  const watched = await recordsOf(plan({ diagnostics: ['counts', 'update_ratio'] }));
  expect(watched.filter(({ kind }) => kind !== 'measurement')).toEqual(plain);
  const counts = measurementsOf(watched).filter(({ source }) => source === 'counts');
  expect(counts.filter(({ quantity }) => quantity === 'seen').map(({ value }) => value)).toEqual([
    1, 2, 3, 4,
  ]);
  // The whole vector, and kernels and biases of two layers of two networks.
  expect(counts.find(({ quantity }) => quantity === 'layers')!.value).toBe(9);
});

describe('a diagnostic that asks the loss', () => {
  const rows = (records: readonly TrainingRecord[], quantity: string) =>
    measurementsOf(records).filter((each) => each.source === 'curious' && each.quantity === quantity);

  test('changes nothing, is answered at the first minibatch, and asks as often as it is to', async () => {
    const plain = await recordsOf(plan({}));
    const every = await recordsOf(plan({ diagnostics: ['curious'] }));
    const second = await recordsOf(plan({ diagnostics: ['curious'], diagnosticsEvery: 2 }));
    for (const watched of [every, second]) {
      expect(watched.filter(({ kind }) => kind !== 'measurement')).toEqual(plain);
    }
    expect(rows(every, 'gradient').map(({ updateIndex }) => updateIndex)).toEqual([1, 2, 3, 4]);
    expect(rows(second, 'gradient').map(({ updateIndex }) => updateIndex)).toEqual([1, 3]);
    expect(rows(second, 'times').map(({ value }) => value)).toEqual([0, 1, 1, 2]);
    const [norms, sums] = [rows(every, 'gradient'), rows(every, 'apart')];
    for (const [update, { value }] of sums.entries())
      expect(value!).toBeLessThan(1e-4 * norms[update]!.value!);
    for (const { value } of rows(every, 'product')) expect(value).toBeGreaterThan(0);
  });

  test('is answered the same alone and in company, and after a stop', async () => {
    const watching = { diagnostics: ['curious'], diagnosticsEvery: 3 };
    const both = plan(watching, { seeds: [1, 2] });
    const together = await recordsOf(both);
    for (const [member, seed] of [1, 2].entries()) {
      expect(recordsOfMember(together, member)).toEqual(await recordsOf(plan(watching, { seeds: [seed] })));
    }
    expect(byMember(await trainedWithStops(both, [2, 1]))).toEqual(byMember(together));
  });

  test('leaves no tensors behind', async () => {
    await recordsOf(plan({ diagnostics: ['curious'] }));
    const before = tf.memory().numTensors;
    await recordsOf(plan({ diagnostics: ['curious'] }));
    expect(tf.memory().numTensors).toBe(before);
  });

  test('is refused where what is trained cannot say it', () => {
    diagnostics.register(
      defineDiagnostic({
        ...about,
        name: 'fisherman',
        settings: z.object({}),
        needs: ['fisherProduct'],
        create: () => ({ init: () => null, observe: () => ({ state: null, report: {} }) }),
      }),
    );
    const asking = { diagnostics: ['fisherman'] };
    expect(() => assemble(plan(asking))).not.toThrow();
    expect(() =>
      assemble(plan(asking, { env: 'digits', agent: 'supervised(num_minibatches=1,batch_size=16)' })),
    ).toThrow(
      'diagnostic "fisherman" asks the loss for fisherProduct, which supervised cannot say; leave it out there',
    );
  });
});

test('epochs, minibatches and clip range are followed as if the agent had them', async () => {
  const settings = 'num_envs=2,num_steps=16,anneal_lr=false';
  const given = await recordsOf(
    plan({}, { agent: `ppo(${settings},num_minibatches=4,update_epochs=3,clip_coef=0.05)` }),
  );
  const decided = await recordsOf(plan({ controllers: ['always(epochs=3,minibatches=4,clip=0.05)'] }));
  expect(decided.filter(({ kind }) => kind !== 'measurement')).toEqual(given);
});

const envs = ['cartpole', 'point-nav-team(agents=2,max_episode_steps=12)'];
describe.each(envs)('on %s', (env) => {
  const control = { controllers: ['moody', 'kl_adaptive(target=0.001)'], diagnostics: ['counts'] };

  test('a member with controllers computes the same bits alone and in company', async () => {
    const together = await recordsOf(plan(control, { env, seeds: [1, 2, 3] }));
    for (const [member, seed] of [1, 2, 3].entries()) {
      const alone = await recordsOf(plan(control, { env, seeds: [seed] }));
      expect(recordsOfMember(together, member)).toEqual(alone);
    }
    expect(new Set(updatesOf(together).map(({ learningRate }) => learningRate)).size).toBeGreaterThan(2);
  });

  test('training that is stopped and taken up again decides what it would have decided', async () => {
    const both = plan(control, { env, seeds: [1, 2] });
    expect(byMember(await trainedWithStops(both, [2, 1]))).toEqual(byMember(await recordsOf(both)));
  });
});

test('factors on the learning rates of actor and critic apart hold for their optimizers', async () => {
  controllers.register(
    defineController({
      ...about,
      name: 'halves',
      settings: z.object({}),
      decides: ['actorLearningRateFactor', 'criticLearningRateFactor'],
      create() {
        const decision = { actorLearningRateFactor: 0.5, criticLearningRateFactor: 2 };
        return { init: () => ({ state: null, decision }), observe: () => ({ state: null, decision }) };
      },
    }),
  );
  const split = (actor: number, critic: number) => [`SPLIT(SGD(lr=${actor}),critic=SGD(lr=${critic}))`];
  const losses = (records: readonly TrainingRecord[]) =>
    updatesOf(records).map(({ policyLoss, valueLoss, entropy }) => [policyLoss, valueLoss, entropy]);
  const halved = await recordsOf(plan({ controllers: ['halves'] }, { optimizers: split(0.5, 0.25) }));
  expect(losses(halved)).toEqual(losses(await recordsOf(plan({}, { optimizers: split(0.25, 0.5) }))));
  const rates = updatesOf(halved).map((each) => [each.learningRate, each.criticLearningRate]);
  expect(rates).toEqual(rates.map(() => [0.25, 0.5]));
  expect(() => assemble(plan({ controllers: ['halves'] }))).toThrow(
    'controller "halves" decides the actor_learning_rate_factor of updates, which ppo does not take from it without an optimizer of the critic; name one with --critic-optimizer',
  );
});

describe('samples of an update', () => {
  controllers.register(
    defineController({
      ...about,
      name: 'grows',
      settings: z.object({ by: z.number().default(1.5) }),
      decides: ['samples'],
      create: ({ by }) => ({
        init: () => ({ state: 20, decision: { samples: 20 } }),
        observe: (_, samples: number) => {
          const more = Math.ceil(by * samples);
          return { state: more, decision: { samples: more } };
        },
      }),
    }),
  );
  const classified = (controller: string, members = 2): PopulationPlan => ({
    env: 'digits(train=90,test=40)',
    agent: parseCall('supervised(batch_size=8,num_minibatches=2)'),
    network: parseCall('mlp(sizes=[8])'),
    members: Array.from({ length: members }, (_, seed) => ({ seed, optimizer: parseCall('SGD(lr=0.1)') })),
    totalTimesteps: 160,
    evaluation: { count: 2, episodes: 1 },
    controllers: [parseCall(controller)],
  });

  test('are whole minibatches of a classifier, and count towards its budget', async () => {
    const records = recordsOfMember(await recordsOf(classified('grows')), 0);
    // 20, 30, 45, 68 and 102 samples in minibatches of 8.
    expect(updatesOf(records).map(({ envStep }) => envStep)).toEqual([16, 40, 80, 144, 240]);
    expect(records.at(-1)).toMatchObject({ kind: 'end', status: 'finished', updates: 5 });
  });

  test('are the same after stops, and a member alone has the bits that it has in company', async () => {
    const together = await recordsOf(classified('grows'));
    expect(byMember(await trainedWithStops(classified('grows'), [2, 1]))).toEqual(byMember(together));
    expect(recordsOfMember(together, 0)).toEqual(await recordsOf(classified('grows', 1)));
  });

  test('are no decision for a team, whose agents act together', () => {
    expect(() => assemble(plan({ controllers: ['grows'] }, { env: envs[1]! }))).toThrow(
      'controller "grows" decides the samples of updates, which ppo does not take from it',
    );
  });
});

test('of a team, every agent has rows of its own', async () => {
  const records = await recordsOf(plan({ diagnostics: ['counts'] }, { env: envs[1]! }));
  const agents = measurementsOf(records).map(({ agent }) => agent);
  expect(new Set(agents)).toEqual(new Set([1, 2]));
});

test('what an optimizer has learned is recorded with every update', async () => {
  const records = await recordsOf(plan({}, { optimizers: ['HYPERSGD(lr=0.01)', 'HYPERSGD(lr=0.02)'] }));
  const rates = (member: number) =>
    measurementsOf(recordsOfMember(records, member)).map(({ source, quantity, value }) => {
      expect([source, quantity]).toEqual(['optimizer', 'learning_rate']);
      return value!;
    });
  expect(rates(0)).toHaveLength(4);
  expect(rates(0)[0]).toBeCloseTo(0.01, 2);
  expect(rates(0)).not.toEqual(rates(1));
});

test.each([
  [
    { controllers: ['plateau(quantity=update_ratio.all)'] },
    {},
    'looks at update_ratio.all, which nobody measures; name the diagnostic with --diagnostics update_ratio',
  ],
  [
    { controllers: ['always(clip=0.1)'] },
    { agent: 'reinforce(num_envs=2)' },
    'controller "always" decides the clip_range of updates, which reinforce does not take from it',
  ],
])('What cannot be followed is refused: %o', (parts, given, said) => {
  expect(() => assemble(plan(parts, given))).toThrow(said);
});
