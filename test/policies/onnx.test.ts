import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layoutOf } from '../../agents/index.ts';
import { Graph } from '../../src/policies/onnx/graph.ts';
import { networkNodes } from '../../src/policies/onnx/network-nodes.ts';
import { policyModel } from '../../src/policies/onnx/policy-model.ts';
import { RandomStream } from '../../src/random.ts';
import { ParameterLayout } from '../../src/tensors/parameter-layout.ts';
import * as tf from '../../src/tensors/tf.ts';
import { controlParts } from '../../src/workloads/control/control-parts.ts';
import { ObservationNormalizer } from '../../src/workloads/control/normalization.ts';
import { initialValues } from '../../src/workloads/initial-vector.ts';
import { temporaryFolder } from '../cli/command.ts';
import { smallPlan } from '../training/small-plan.ts';

/** A Python that has ONNX Runtime; `.ci/on-onnxruntime` makes one. */
const python = process.env.RL_BENCH_ONNX_PYTHON;

const script = `
import json, sys
import numpy, onnx, onnxruntime
onnx.checker.check_model(onnx.load(sys.argv[1]), full_check=True)
session = onnxruntime.InferenceSession(sys.argv[1])
seen = numpy.array(json.load(open(sys.argv[2])), dtype=numpy.float32)
answers = session.run(None, {'observation': seen})
json.dump({o.name: a.tolist() for o, a in zip(session.get_outputs(), answers)}, open(sys.argv[3], 'w'))
`;

const cases = [
  ['cartpole', 'ppo', 'mlp'],
  ['cartpole', 'ppo', 'mlp(sizes=[])'],
  ['cartpole', 'ppo(policy_head=stablemax)', 'mlp(sizes=[8])'],
  ['cartpole', 'ppo(norm_obs=true)', 'mlp(sizes=[16,8],activation=relu,layer_norm=true)'],
  ['cartpole', 'ppo', 'mlp(sizes=[8],activation=sign(surrogate=erf))'],
  ['cartpole', 'ppo', 'mlp(sizes=[8,8],spectral=-2)'],
  ['pendulum', 'ppo', 'mlp(sizes=[8],spectral=[-1,0],spectral_only_if_larger=true)'],
  ['cartpole', 'stream-ac', 'stream-mlp'],
  ['cartpole', 'reinforce', 'mlp(sizes=[32],mup_base=16)'],
  ['pendulum', 'ppo(norm_obs=true)', 'mlp(sizes=[12])'],
  ['catch', 'ppo', 'conv(channels=[4],pool=2,sizes=[8])'],
  ['deep-sea(size=4)', 'ppo', 'conv-residual(channels=4)'],
  ['point-nav', 'ppo', 'milo-residual(width=16,blocks=2)'],
] as const;

test.runIf(python)('ONNX Runtime acts as rl-bench does, to the rounding of single precision', async () => {
  const folder = temporaryFolder();
  const [model, seenFile, answerFile] = ['p.onnx', 'seen.json', 'answers.json'].map((name) =>
    join(folder, name),
  );
  for (const [env, agent, network] of cases) {
    const parts = controlParts(smallPlan({ env, agent, network, totalTimesteps: 4096 }));
    const { networks, spec } = parts;
    const layout = layoutOf(networks);
    const length = spec.observationSpace.low.length;
    const stream = RandomStream.of(1, 'test');
    const parameters = initialValues(layout, networks.parameters, stream, networks.buffers).map(
      (value) => value + 0.1,
    );
    const normalizer = new ObservationNormalizer(1, length);
    normalizer.observe(0, [...Array(4 * length).keys()].map(Math.sin), [0, 1, 2, 3]);
    const moments = parts.agent.collection.normObs ? normalizer.moments.save(0) : null;
    writeFileSync(model!, await policyModel(parts, { parameters, moments }, { env }));

    const rows = [0, 1, 2, 3, 4];
    const seen = Float32Array.from({ length: rows.length * length }, (_, at) => 2 * Math.cos(at));
    writeFileSync(
      seenFile!,
      JSON.stringify(rows.map((row) => [...seen.subarray(row * length, (row + 1) * length)])),
    );
    const said = spawnSync(python!, ['-c', script, model!, seenFile!, answerFile!], { encoding: 'utf8' });
    expect(said.status, said.stderr).toBe(0);
    const answers = JSON.parse(readFileSync(answerFile!, 'utf8')) as Record<string, number[] | number[][]>;

    const shown = Float32Array.from(seen);
    if (moments) normalizer.normalize(0, seen, rows, shown);
    const [actor, value] = tf.tidy(() => {
      const params = layout.named(layout.split(tf.tensor(parameters, [1, 1, layout.length])));
      const input = tf.tensor(shown, [1, rows.length, length]);
      return [networks.act(params, input).dataSync(), networks.value?.(params, input).dataSync()] as const;
    });
    const isNear = (found: unknown[], expected: ArrayLike<number>): void => {
      expect(found).toHaveLength(expected.length);
      for (const [at, each] of (found as number[]).entries()) expect(each).toBeCloseTo(expected[at]!, 4);
    };
    const { outputLength, mode, space } = parts.agent.distribution;
    const width = space.kind === 'discrete' ? 1 : outputLength;
    const actions = new Float32Array(rows.length * width);
    for (const row of rows) mode(actor, row * outputLength, actions, row * width);
    isNear((answers.logits ?? answers.mean)!.flat(), actor);
    if (value) isNear(answers.value!.flat(), value);
    if (space.kind === 'discrete') expect(answers.action).toEqual([...actions]);
  }
});

test('networks that keep something beside their parameters are written with it', async () => {
  const parts = controlParts(smallPlan({ network: 'mlp(sizes=[8,8],spectral=[-2,-1])' }));
  const { networks } = parts;
  const parameters = initialValues(
    layoutOf(networks),
    networks.parameters,
    RandomStream.of(1, 'test'),
    networks.buffers,
  );
  const bytes = Buffer.from(await policyModel(parts, { parameters, moments: null }, {}));
  expect(bytes.includes('actor.1.kernel_u')).toBe(true);
});

test('what ONNX does not have is said by name', async () => {
  const forward = (_: Record<string, tf.Tensor>, seen: tf.Tensor): tf.Tensor => tf.cumsum(seen, 2);
  await expect(networkNodes(new Graph(), forward, [], 'seen', 2)).rejects.toThrow('computes with Cumsum');
});

test('tracing leaves the backend as it was, and no tensors', async () => {
  const before = [tf.getBackend(), tf.memory().numTensors];
  const parts = controlParts(smallPlan({}));
  const layout = new ParameterLayout(parts.networks.parameters);
  const parameters = new Float32Array(layout.length);
  await policyModel(parts, { parameters, moments: null }, {});
  expect([tf.getBackend(), tf.memory().numTensors]).toEqual(before);
});
