import { expect, test } from 'vitest';
import { layoutOf } from '../../agents/index.ts';
import { parseCall } from '../../src/call-expression.ts';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { RandomStream } from '../../src/random.ts';
import type { EvaluationRecord, PolicyRecord } from '../../src/results/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { Learner } from '../../src/training/learner.ts';
import type { PopulationPlan } from '../../src/training/population-plan.ts';
import { controlParts } from '../../src/workloads/control/control-parts.ts';
import { ControlWorkload } from '../../src/workloads/control/control-workload.ts';
import { evaluateKept } from '../../src/workloads/control/evaluate-kept.ts';
import { policyIn } from '../../src/workloads/control/policy-file.ts';
import { initialValues } from '../../src/workloads/initial-vector.ts';
import { recordsOf, smallPlan } from './small-plan.ts';

const network = 'mlp(sizes=[8,6],spectral=[-1,-2])';
const names = ['actor', 'critic'].flatMap((net) =>
  ['1', 'head'].flatMap((layer) => ['u', 'v'].map((which) => `${net}.${layer}.kernel_${which}`)),
);

/** Largest singular values of what kernels act as, by name of the kernel. */
function sizes(plan: PopulationPlan, vector: Float32Array): Record<string, number> {
  const layout = layoutOf(controlParts(plan).networks);
  const arrays = new Map(layout.arrays(vector).map(({ name, values }) => [name, values]));
  return Object.fromEntries(
    names
      .filter((name) => name.endsWith('_u'))
      .map((name) => {
        const kernel = name.slice(0, -2);
        const [u, v, values] = [name, `${kernel}_v`, kernel].map((each) => arrays.get(each)!);
        let sigma = 0;
        for (const [row, a] of v!.entries()) {
          for (const [column, b] of u!.entries()) sigma += a * b * values![row * u!.length + column]!;
        }
        return [kernel, sigma];
      }),
  );
}

test('buffers stand behind the parameters, which begin as without, and leave the singular value exact', () => {
  const plan = smallPlan({ network });
  const { networks } = controlParts(plan);
  const layout = layoutOf(networks);
  expect(layout.buffers!.names).toEqual(names);
  expect(layout.trained.names).toEqual(networks.parameters.map(({ name }) => name));
  const values = initialValues(layout, networks.parameters, RandomStream.of(1, 'test'), networks.buffers);
  const { parameters } = controlParts(smallPlan({ network: 'mlp(sizes=[8,6])' })).networks;
  const without = initialValues(layout.trained, parameters, RandomStream.of(1, 'test'));
  expect([...values.subarray(0, layout.trained.length)]).toEqual([...without]);
  for (const [kernel, sigma] of Object.entries(sizes(plan, values))) {
    const expected = kernel === 'actor.head.kernel' ? 0.01 : kernel === 'critic.head.kernel' ? 1 : Math.SQRT2;
    expect(sigma, kernel).toBeCloseTo(expected, 5);
  }
});

test('they change in steps of learning alone, for members that take them, whatever the optimizer does', async () => {
  const plan = smallPlan({ network, seeds: [1, 2], optimizers: ['ADAMW(lr=0.01,weight_decay=10)'] });
  const parts = controlParts(plan);
  const workload = new ControlWorkload(plan, parts);
  const { layout, schedule } = workload;
  const rule = makeOptimizer(
    plan.members.map(({ optimizer }) => optimizer),
    parts.networks.parameters,
  );
  const learner = new Learner(rule, layout, workload.start(), null);
  const kept = () => [...learner.buffers!.dataSync()];
  const before = kept();
  const request = {
    players: [true, true],
    updates: [0, 0],
    params: () => learner.params(),
    elapsed: () => 0,
  };
  const experience = await workload.next(request, [schedule, schedule]);
  expect(kept()).toEqual(before);
  const settings = { active: [true, false], learningRateScale: [1, 1], progress: [0, 0], stepInRollout: 1 };
  for (const minibatch of experience.pass([true, true])) {
    const { totals, terms } = learner.step(minibatch, settings, { before: [], after: () => [] });
    tf.dispose([...totals, terms!]);
  }
  const after = kept();
  const half = after.length / 2;
  expect(after.slice(half)).toEqual(before.slice(half));
  expect(after.slice(0, half)).not.toEqual(before.slice(0, half));
  let from = 0;
  for (const size of layout.buffers!.sizes) {
    expect(Math.hypot(...after.slice(from, from + size))).toBeCloseTo(1, 5);
    from += size;
  }
  experience.dispose();
  learner.dispose();
  workload.dispose();
});

test('statistics of gradients know parameters alone', async () => {
  const layers = async (each: string) =>
    new Set(
      (await recordsOf(smallPlan({ network: each }))).flatMap((record) =>
        record.kind === 'gradient' ? [record.layer] : [],
      ),
    );
  expect(await layers(network)).toEqual(await layers('mlp(sizes=[8,6])'));
});

test('a policy that was kept acts as it did', async () => {
  const plan = smallPlan({ network, optimizers: ['ADAM(lr=0.05)'], totalTimesteps: 256 });
  const records = await recordsOf(plan);
  const last = records.findLast((record): record is EvaluationRecord => record.kind === 'evaluation')!;
  const { weights, updateIndex } = records.find(
    (record): record is PolicyRecord => record.kind === 'policy' && record.choice === 'final',
  )!;
  const [again] = (
    await evaluateKept(plan, [{ updates: updateIndex, envSteps: 0, files: [weights] }])
  ).filter((record): record is EvaluationRecord => record.kind === 'evaluation');
  expect(again!.meanReturn).toBe(last.meanReturn);
  const { parameters } = policyIn(weights, layoutOf(controlParts(plan).networks), null);
  // What is kept follows the kernels by one step.
  for (const [kernel, sigma] of Object.entries(sizes(plan, parameters as Float32Array))) {
    expect(sigma, kernel).toBeGreaterThan(0);
  }
});

const rules = [
  'SAM(ADAM)',
  'SOPHIA',
  'SPLIT(ADAM,critic=SVEN)',
  'REDO(ADAM)',
  'GHOSTS(ADAM)',
  'DAL(SGD)',
  'SARAH(SGD)',
  'SHRINK_PERTURB',
  'SCHEDULEFREE',
  'MUON',
  'DIVGRAD(ADAM)',
  'LRSPIKE(ADAM)',
];

test.each(rules)('%s trains such networks', async (optimizer) => {
  const records = await recordsOf(smallPlan({ network, optimizers: [optimizer], totalTimesteps: 96 }));
  expect(records.at(-1)).toMatchObject({ kind: 'end', status: 'finished' });
});

test('KFAC asks what layers are given, and refuses kernels that are something else at work', async () => {
  await expect(recordsOf(smallPlan({ network, optimizers: ['KFAC'] }))).rejects.toThrow(
    /^KFAC needs networks that are made of dense layers, and critic\.1\.kernel is not of such a layer/,
  );
});

const agents = [
  'trpo(num_envs=2,num_steps=16)',
  'npg(num_envs=2,num_steps=16)',
  'npg(solver=gram,num_envs=2,num_steps=16)',
  'grpo(num_groups=2,group_size=2,kl_coef=0.1)',
  'reinforce(num_envs=2)',
  'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=6,trajectory_loss=mesa)',
  'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=6,trajectory_loss=saf,saf_lag=2,saf_start=1)',
  'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=3,minibatch_sampling=panda)',
  'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=3,drop_lowest=0.3)',
];

test.each(agents)('%s trains such networks', async (agent) => {
  const records = await recordsOf(smallPlan({ network, agent, totalTimesteps: 96 }));
  expect(records.at(-1)).toMatchObject({ kind: 'end', status: 'finished' });
});

test('diagnostics ask about the parameters alone', async () => {
  const diagnostics = ['curvature(steps=4,probes=2)', 'scores', 'gradient_variance', 'dormant'].map(
    parseCall,
  );
  const records = await recordsOf({ ...smallPlan({ network }), diagnostics, diagnosticsEvery: 2 });
  const sources = new Set(
    records.flatMap((record) => (record.kind === 'measurement' ? [record.source] : [])),
  );
  for (const { name } of diagnostics) expect(sources).toContain(name);
});

test('who searches without gradients takes no steps of learning, and refuses them', () => {
  expect(() => controlParts(smallPlan({ network, agent: 'policy-search', optimizers: ['CMAES'] }))).toThrow(
    /^policy-search takes no steps of learning, in which network mlp would change/,
  );
});
