import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { startBackend } from '../../../src/backends/index.ts';
import type { SimdBackend } from '../../../src/backends/simd/backend.ts';
import { RandomStream } from '../../../src/random.ts';
import { ParameterLayout } from '../../../src/tensors/parameter-layout.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { controlParts } from '../../../src/workloads/control/control-parts.ts';
import {
  type DeviceExperience,
  deviceExperience,
  disposeExperience,
} from '../../../src/workloads/control/device-experience.ts';
import { ExperienceBuffer } from '../../../src/workloads/control/experience-buffer.ts';
import type { LearningBatch } from '../../../src/workloads/control/learning-batch.ts';
import { deviceMinibatch } from '../../../src/workloads/control/minibatch.ts';
import { ReferencePolicy } from '../../../src/workloads/control/reference-policy.ts';
import { smallPlan } from '../../training/small-plan.ts';

beforeAll(() => startBackend('simd'));

const shape = { observationLength: 6, actionLength: 3 };

type Lived = Pick<LearningBatch, 'buffer' | 'returns'>;

/** Roll-outs of so many rows, made up, with room to spare as after a longer one. */
function livedThrough(lengths: readonly number[]): Lived[] {
  return lengths.map((length, member) => {
    const stream = RandomStream.of(member, 'made up');
    const buffer = new ExperienceBuffer(shape, 1, length + 5);
    for (const column of ['observations', 'actions', 'logProbs', 'values'] as const) {
      buffer[column].set(Float64Array.from(buffer[column], () => stream.normal()));
    }
    for (let row = 0; row < length; row++) buffer.append(0);
    return { buffer, returns: Float64Array.from({ length }, () => stream.normal()) };
  });
}

const { agent, networks } = controlParts(
  smallPlan({ env: 'point-nav', agent: 'grpo(kl_coef=0.1,num_minibatches=3)', network: 'mlp(sizes=[4])' }),
);
const send = (lived: readonly Lived[]) =>
  deviceExperience(
    agent,
    lived,
    shape.observationLength,
    lived.map(() => agent.schedule.numMinibatches),
  );

/** Some rows of every member, shuffled. */
function someRows(lived: readonly Lived[], { starts, shares }: DeviceExperience): Int32Array[] {
  return lived.map(({ buffer }, member) =>
    RandomStream.of(member, 'shuffle')
      .permutation(buffer.length)
      .subarray(0, shares[member])
      .map((row) => starts[member]! + row),
  );
}

const minibatch = (rows: readonly Int32Array[], experience: DeviceExperience) =>
  deviceMinibatch(
    rows.map((own) => ({ rows: own, advantages: new Float64Array(own.length) })),
    experience,
  );

const anyLengths = fc
  .array(fc.nat(20), { minLength: 1, maxLength: 5 })
  .filter((lengths) => lengths.some((length) => length > 2));

describe('a minibatch gathered on the device', () => {
  test('has the rows of the roll-outs, and zeros where a member has fewer', () => {
    fc.assert(
      fc.property(anyLengths, (lengths) => {
        const lived = livedThrough(lengths);
        const experience = send(lived);
        const rows = someRows(lived, experience);
        const batch = tf.tidy(() => {
          const { observations, actions, logProbs, returns, values, weights } = minibatch(rows, experience);
          const read = (tensor: tf.Tensor) => tensor.dataSync();
          return [observations, actions, logProbs, returns, values, weights].map(read);
        });
        const longest = Math.max(...rows.map((own) => own.length));
        const wanted = rows.map((own, member) => {
          const { buffer, returns } = lived[member]!;
          return Array.from({ length: longest }, (_, place) => {
            const row = own[place]! - experience.starts[member]!;
            const of = (values: ArrayLike<number>, width = 1) =>
              Array.from({ length: width }, (_, at) => (place < own.length ? values[row * width + at]! : 0));
            return [
              of(buffer.observations, 6),
              of(buffer.actions, 3),
              of(buffer.logProbs),
              of(returns),
              of(buffer.values),
              place < own.length ? [1 / own.length] : [0],
            ];
          });
        });
        for (const [column, values] of batch.entries()) {
          expect(values).toEqual(Float32Array.from(wanted.flat().flatMap((row) => row[column]!)));
        }
        disposeExperience(experience);
      }),
    );
  });

  test('takes nothing up but the places of its rows and the advantages made for it', () => {
    const lived = livedThrough([30, 21]);
    const experience = send(lived);
    const rows = someRows(lived, experience);
    // What kernels make on this backend is not written.
    const written = vi.spyOn(tf.backend() as SimdBackend, 'write');
    tf.tidy(() => void minibatch(rows, experience));
    expect(written.mock.calls.map(([values]) => values?.length)).toEqual([20, 20]);
    written.mockRestore();
    disposeExperience(experience);
  });
});

test('the reference judges every row as it would alone', () => {
  const lived = livedThrough([11, 3, 0, 20]);
  const layout = new ParameterLayout(networks.parameters);
  const vector = (members: readonly number[]) =>
    tf.tensor3d(
      members.flatMap((member) =>
        Array.from({ length: layout.length }, (_, at) => Math.sin(1 + at + 7 * member)),
      ),
      [members.length, 1, layout.length],
    );
  const judged = (members: readonly number[]) => {
    const before = tf.memory().numTensors;
    const sent = send(members.map((member) => lived[member]!));
    const start = vector(members);
    const reference = new ReferencePolicy(agent, networks, layout, start);
    const experience = reference.judge(sent);
    const values = experience.columns.referenceLogProbs!.dataSync();
    reference.dispose();
    start.dispose();
    disposeExperience(experience);
    expect(tf.memory().numTensors).toBe(before);
    return { values, starts: experience.starts };
  };
  const together = judged([0, 1, 2, 3]);
  expect(together.values.length).toBe(35);
  expect(together.values.at(-1)).toBe(0);
  for (const member of [0, 1, 3]) {
    const [start, end] = together.starts.slice(member, member + 2);
    const { values } = judged([member]);
    expect(together.values.slice(start, end)).toEqual(values.slice(0, -1));
    expect(new Set(values).size).toBe(values.length);
  }
});
