import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { loadPlugins, pluginFault } from '../../src/plugins/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { makeTestFunction } from '../../src/test-functions/index.ts';
import { readValues } from '../../src/test-functions/test-function.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';
import { recordsOf, smallPlan } from '../training/small-plan.ts';
import { trainedFor } from '../training/stops.ts';

let names = 0;
/** Registers a copy of something built in, under a name of its own, that is wrong in one place. */
async function copyWith(registry: string, original: string, changes: string): Promise<string> {
  const [name, file] = [`wrong${names++}`, join(temporaryFolder(), 'plugin.mjs')];
  writeFileSync(
    file,
    `export default (rl) => {
  const original = rl.${registry}.get('${original}');
  const create = (...args) => { const made = original.create(...args); return { ...made, ...(${changes})(made, rl) }; };
  rl.${registry}.register({ ...original, name: '${name}', aliases: [], create });
};`,
  );
  await loadPlugins([file]);
  return name;
}

describe('An environment of a plugin', () => {
  test.each([
    ['(made) => ({ spec: undefined })', 'has no spec; give it { id, observationSpace, actionSpace'],
    [
      '({ spec }) => ({ spec: { ...spec, stateLength: "5" } })',
      /spec\.stateLength of environment "wrong\d+" of plugin ".*" must be a whole number: .*; given "5"/,
    ],
    [
      '({ spec }) => ({ spec: { ...spec, actionSpace: { kind: "discrete", n: 0 } } })',
      "must be { kind: 'discrete', n } with n ≥ 1",
    ],
    [
      '({ spec }) => ({ spec: { ...spec, observationSpace: { kind: "box", low: [0], high: [1, 2] } } })',
      'a low and a high bound for every number',
    ],
    [
      '({ spec }) => ({ spec: { ...spec, observationSpace: { kind: "box", low: [0, 0, 0, 2], high: [1, 1, 1, 1] } } })',
      'for every number, low ≤ high; given',
    ],
    [
      '({ spec }) => ({ spec: { ...spec, actionSpace: { kind: "box", low: [Infinity], high: [Infinity] } } })',
      'spec.actionSpace of environment',
    ],
    [
      '({ spec }) => ({ spec: { ...spec, rewardThreshold: Infinity } })',
      'must be a finite number or null; given Infinity',
    ],
    ['({ spec }) => ({ spec: { ...spec, success: " " } })', 'a text that says what a success is'],
    ['({ spec }) => ({ spec: { ...spec, agents: 1e6 } })', 'spec.agents of environment'],
    ['({ spec }) => ({ spec: { ...spec, agents: 0 } })', 'must be a whole number from 1 to 1000'],
    [
      '({ spec }) => ({ spec: { ...spec, places: { position: [0, 1], goal: [2, 4] } } })',
      '(0 is the first), or left out',
    ],
    [
      '({ spec }) => ({ spec: { ...spec, places: { position: [0, 1], goal: [1, 2, 3] } } })',
      'spec.places of environment',
    ],
    [
      '({ spec }) => ({ spec: { ...spec, picture: { height: 2, width: 3, channels: 1 } } })',
      'whole numbers whose product is the length of an observation',
    ],
    [
      '({ spec, step }) => ({ spec: { ...spec, success: null }, step(...a) { step(...a); a[4].success = true; } })',
      /step of .* reports a success, and spec\.success is null/,
    ],
    [
      '({ spec, observe }) => ({ spec: { ...spec, agents: 1 }, step(s, at, a, i, outcome) { outcome.reward = 1; }, observe(s, at, _, seen, i) { observe(s, at, seen, i); } })',
      /sets outcome\.reward, and with spec\.agents it is outcome\.rewards\[agent\]/,
    ],
    [
      '({ spec }) => ({ spec: { ...spec, agents: 2 } })',
      /observe of .* must take \(state, at, agent, observations, observationAt\)/,
    ],
    [
      '({ spec }) => ({ spec: { ...spec, stateLength: 3 } })',
      /must leave alone the state .* from at \+ 3 on, for spec\.stateLength is 3/,
    ],
    ['() => ({ step: undefined })', /step of the task of .* must be a function; given undefined/],
    ['() => ({ async step() {} })', /step of .* returns a promise; environments must answer at once/],
    [
      '() => ({ reset() { throw new Error("no\\nreset"); } })',
      /reset of .* does not work: Error: no \(line 3\)/,
    ],
    [
      '() => ({ step(s, at, a, i, outcome) { outcome.reward = "1"; } })',
      'outcome.reward must be a number, given "1"',
    ],
    [
      '() => ({ observe(s, at, seen, i) { seen[i] = s[at]; } })',
      /must write all 4 numbers .*; number 2 is left as it was/,
    ],
    [
      '() => ({ observe(s, at, seen, i) { seen.fill(0, i, i + 5); } })',
      /must write 4 numbers from observationAt on, and no others/,
    ],
    ['() => ({ reset(state) { state.fill(0); } })', /reset of .* must leave alone the state before index at/],
  ])('is looked at when it is registered: %s', async (changes, message) => {
    await expect(copyWith('environments', 'cartpole', changes)).rejects.toThrow(message);
  });
});

test.each([
  ['agents', 'ppo', '() => ({ collection: { kind: "step" } })', 'collection.kind of agent'],
  [
    'agents',
    'ppo',
    '({ schedule }) => ({ schedule: { ...schedule, updateEpochs: 1e9 } })',
    'must be a whole number from 1 to 10000; given 1000000000',
  ],
  ['agents', 'ppo', '() => { throw new TypeError("no such thing"); }', /create of agent .* does not work/],
  ['agents', 'ppo', '() => ({ ownTerms: ["entropy"] })', /ownTerms of agent .* must be a list of names/],
  ['networks', 'mlp', '() => ({ parameters: [] })', 'must be a list of at least one; given []'],
  [
    'networks',
    'mlp',
    '(m) => ({ parameters: [m.parameters[0], m.parameters[0]] })',
    /has two parameters called "actor\.0\.kernel"/,
  ],
  ['networks', 'mlp', '() => ({ noise: { width: 0 } })', 'noise.width of network'],
  ['networks', 'mlp', '() => ({ buffers: { specs: [] } })', 'buffers.advance of network'],
])(
  'One of the %s of a plugin is looked at when it is registered: %s, %s',
  async (registry, original, changes, message) => {
    await expect(copyWith(registry, original, changes)).rejects.toThrow(message);
  },
);

describe('A workload of a plugin', () => {
  test.each([
    ['() => ({ parameters: [] })', 'the parameters of workload'],
    [
      '() => ({ updatesInAll: 0 })',
      /updatesInAll of workload "wrong\d+" of plugin ".*" must be a whole number ≥ 1: .*; given 0/,
    ],
    ['() => ({ footprint: { tensors: 1, largest: 1 } })', /footprint\.host of .* must be a number of bytes/],
    ['() => ({ createWorkload: undefined })', 'must be a function; given undefined'],
    ['() => { throw new TypeError("no"); }', /create of workload .* does not work: TypeError: no \(line 3\)/],
  ])('is looked at when it is registered: %s', async (changes, message) => {
    await expect(copyWith('workloads', 'digits', changes)).rejects.toThrow(message);
  });

  test.each([
    ['agent: undefined', /agent of workload "other\d+" of plugin ".*" must be \{ name, summary, settings \}/],
    [
      'agent: { name: "a", summary: "s" }',
      /of workload "other\d+" .*, agent "a" has no settings; give it a z\.obj/,
    ],
    ['threshold: "0.9"', 'must be a number or null; given "0.9"'],
    ['name: "Acro_bot"', '"Acro_bot" would be an environment and a workload'],
  ])('is looked at for what its entry says: %s', async (changes, message) => {
    const file = join(temporaryFolder(), 'plugin.mjs');
    const entry = `{ ...rl.workloads.get('digits'), name: 'other${names++}', ${changes} }`;
    writeFileSync(file, `export default (rl) => rl.workloads.register(${entry});`);
    await expect(loadPlugins([file])).rejects.toThrow(message);
  });

  /** Changes what `createWorkload` makes. */
  const changed = (changes: string) =>
    `(m, rl) => ({ createWorkload() { const w = m.createWorkload(); return Object.assign(w, (${changes})(w, rl)); } })`;

  test.each([
    ['() => ({ agents: 2 })', 'agents of workload'],
    [
      '(w, rl) => ({ layout: new rl.ParameterLayout([{ name: "a", shape: [1, 2] }]) })',
      /layout of .* must have the parameters that create returns, classifier\..*; it has a \[1,2\]$/,
    ],
    ['(w, rl) => ({ start: () => rl.tf.zeros([3]) })', /the starting values that start of .* have the shape/],
    ['() => ({ progress: () => NaN })', /progress of .* must return a number ≥ 0; given NaN/],
    ['() => ({ next: async () => undefined })', /what next of .* returns must be an object; given undefined/],
    [
      '() => ({ next: async () => ({ records: [], faults: [], pass() {}, report() {}, dispose() {} }) })',
      /there must be null or a text a player as faults in what next of .* returns, 1 in all; given \[\]/,
    ],
    [
      '(w) => ({ async next(...a) { return { ...await next(...a), pass: (players) => [{ players, load: () => ({ gradient: () => 3 }) }] }; } })',
      /what gradient of .* returns must be an object; given 3/,
    ],
    [
      '(w) => ({ async next(...a) { return { ...await next(...a), report: () => ({ losses: { policyLoss: 1 }, records() {} }) }; } })',
      /losses of what report of .* returns must be \{ policyLoss, .*; given \{ policyLoss: 1 \}/,
    ],
    [
      '() => ({ evaluate: async () => [{ fault: null, records: () => [{ kind: "evaluation", member: 0 }] }] })',
      /a record in what evaluate of .* of kind evaluation has updateIndex undefined, which must be a whole number/,
    ],
    [
      '() => ({ evaluate: async () => [{ fault: null, records: () => [{ kind: "end", member: 0 }] }] })',
      /must have a kind, one of episode, evaluation, .*; given "end"/,
    ],
  ])('is looked at in training: %s', async (changes, message) => {
    const bound = changes
      .replaceAll('await next(', 'await next.call(w, ')
      .replace('(w) => (', '(w) => { const { next } = w; return (');
    const name = await copyWith('workloads', 'digits', changed(bound === changes ? changes : `${bound}; }`));
    const plan = smallPlan({
      ...{ env: `${name}(train=20,test=20)`, agent: 'supervised(batch_size=16,num_minibatches=1)' },
    });
    await expect(recordsOf(plan)).rejects.toThrow(message);
  });

  test('is held to plain data when a checkpoint is made', async () => {
    const name = await copyWith(
      'workloads',
      'digits',
      changed('(w, rl) => ({ save: async () => [rl.tf.zeros([1])] })'),
    );
    const plan = smallPlan({
      ...{ env: `${name}(train=20,test=20)`, agent: 'supervised(batch_size=16,num_minibatches=1)' },
    });
    await expect(trainedFor(1, plan)).rejects.toThrow(
      /there must be plain data .* in what save of .* returns, 1/,
    );
  });

  test('by any other name trains the same', async () => {
    const name = await copyWith('workloads', 'digits', '() => ({})');
    const trained = ['digits', name].map((task) =>
      recordsOf(
        smallPlan({
          ...{ env: `${task}(train=40,test=20)`, agent: 'supervised(batch_size=16,num_minibatches=2)' },
          seeds: [1, 2],
        }),
      ),
    );
    const [original, own] = await Promise.all(trained);
    expect(own).toEqual(original);
  });
});

describe('What a plugin answers in training is looked at, and named in one line', () => {
  const trained = async (change: Parameters<typeof smallPlan>[0]): Promise<string> => {
    try {
      await recordsOf(smallPlan(change));
      return 'trained';
    } catch (error) {
      const { message } = error as Error;
      return error instanceof Error && error.name === 'UsageError' ? message : pluginFault(error)!;
    }
  };

  test.each([
    [
      '(m) => ({ update: (...a) => ({ update: m.update(...a).updates }) })',
      'must return { updates, state }; given { update: ',
    ],
    [
      '(m) => ({ async update(...a) { return m.update(...a); } })',
      'must return { updates, state }; given a promise',
    ],
    [
      '(m, rl) => ({ update: (g) => rl.tf.mull(g.vector, 2) })',
      /^plugin ".*": TypeError: rl\.tf\.mull is not a function \(line 3\)$/,
    ],
    [
      '(m, rl) => ({ update: (...a) => ({ ...m.update(...a), updates: { vector: rl.tf.zeros([3]) } }) })',
      /must have the parameters' shapes, and vector is \[3\] in place of \[1,1,\d+\]$/,
    ],
    [
      '(m, rl) => ({ update: (...a) => ({ ...m.update(...a), state: rl.tf.zeros([3]) }) })',
      /the state that update of .* must be tensors under the names and of the shapes that init returned/,
    ],
    [
      '() => ({ init: () => "state" })',
      'must return its state, tensors in objects and lists (empty if need be); given "state"',
    ],
    ['() => ({ init: 3 })', 'must be a function; given 3'],
    [
      '() => ({ evaluationParams: () => ({}) })',
      'must have a tensor for every parameter, and vector is undefined',
    ],
  ])('an optimizer: %s', async (changes, message) => {
    const name = await copyWith('optimizers', 'SGD', changes);
    const said = await trained({ optimizers: [name] });
    expect(said).toMatch(message);
    expect(said).not.toContain('\n');
  });

  test.each([
    [
      '(m) => ({ targets: (e) => ({ ...m.targets(e), returns: [1] }) })',
      /the returns that targets of .* must be a Float64Array of length 32; given \[ 1 \]/,
    ],
    [
      '() => ({ minibatchAdvantages: () => undefined })',
      /must be a Float64Array of length 8; given undefined/,
    ],
    [
      '(m) => ({ loss: (...a) => ({ ...m.loss(...a), total: 1 }) })',
      /the total that loss of .* must be a tensor of shape \[1\]; given 1/,
    ],
    [
      '(m, rl) => ({ loss: (...a) => ({ ...m.loss(...a), terms: { loss: rl.tf.zeros([1]) } }) })',
      'reports a term "loss"; there are policyLoss',
    ],
    [
      '(m, rl) => ({ ownTerms: ["gap"], loss: (...a) => ({ ...m.loss(...a), terms: { gapp: rl.tf.zeros([1]) } }) })',
      /reports a term "gapp"; there are policyLoss, .*, clipFraction, gap, and others/,
    ],
  ])('an agent: %s', async (changes, message) => {
    const name = await copyWith('agents', 'ppo', changes);
    expect(await trained({ agent: `${name}(num_envs=2,num_steps=16)` })).toMatch(message);
  });

  const keeping = (buffer: string): string =>
    `(m) => ({ buffers: { specs: [{ name: m.parameters[0].name + "_own", shape: [1, 2], ${buffer} }], advance: () => ({}) } })`;

  test.each([
    [
      keeping('initial: () => [1]'),
      /initial of actor\.0\.kernel_own of .* must be a Float64Array of length 2/,
    ],
    [keeping('initial: () => new Float64Array(2)'), /tensor actor\.0\.kernel_own that advance of .* returns/],
    [
      '(m) => ({ parameters: m.parameters.map((p) => ({ ...p, initial: () => [1] })) })',
      /initial of actor\.0\.kernel of .* must be a Float64Array of length \d+; given \[ 1 \]/,
    ],
    [
      '(m) => ({ forward: (p, x) => x })',
      /the tensor that forward of .* must have the shape \[1,2,2\]; it has \[1,2,4\]/,
    ],
  ])('a network: %s', async (changes, message) => {
    const name = await copyWith('networks', 'mlp', changes);
    expect(await trained({ network: `${name}(sizes=[8])` })).toMatch(message);
  });

  test.each([
    ['() => ({ domain: { x: [1, 0], y: [0, 1] } })', 'must be { x: [from, to], y: [from, to] }'],
    ['() => ({ minima: [] })', 'must be a list of points [x, y], at least one; given []'],
    [
      '(_, rl) => ({ value: (x) => rl.tf.sum(x) })',
      /must return a tensor of the shape of x, \[1,1,1\]; given \[\]/,
    ],
  ])('a test function: %s', async (changes, message) => {
    const name = await copyWith('testFunctions', 'himmelblau', changes);
    await expect((async () => readValues(makeTestFunction(name), [[0, 0]]))()).rejects.toThrow(message);
  });
});

test('An optimizer by any other name computes the same', async () => {
  const name = await copyWith('optimizers', 'SGD', '() => ({})');
  const [own, original] = [makeOptimizer(name), makeOptimizer('SGD')].map((optimizer) => {
    const params = { vector: tf.ones([1, 1, 3]) };
    return optimizer.update(params, optimizer.init(params), params, { step: 1 }).updates.vector!.dataSync();
  });
  expect(own).toEqual(original);
});

beforeAll(() => tf.engine().startScope());
afterAll(() => tf.engine().endScope());
