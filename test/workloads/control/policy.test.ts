import { beforeAll, expect, test, vi } from 'vitest';
import { startBackend } from '../../../src/backends/index.ts';
import type { SimdBackend } from '../../../src/backends/simd/backend.ts';
import { RandomStream } from '../../../src/random.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { controlParts } from '../../../src/workloads/control/control-parts.ts';
import { forwardPasses, Policy } from '../../../src/workloads/control/policy.ts';
import { smallPlan } from '../../training/small-plan.ts';

beforeAll(() => startBackend('simd'));

const [copies, observationLength] = [2, 3];
const { agent, networks } = controlParts(
  smallPlan({ env: 'pendulum', network: 'milo-residual(width=16,blocks=1,dropout=0.5)' }),
);

/** A policy of members with parameters of their own, and what they see. */
function policyOf(members: number): { policy: Policy; seen: Float32Array } {
  const params = Object.fromEntries(
    networks.parameters.map(({ name, shape: [height, width] }) => {
      const values = Array.from({ length: members }, (_, member) => {
        const stream = RandomStream.of(member, name);
        return Array.from({ length: height * width }, () => stream.normal());
      });
      return [name, tf.tensor3d(values.flat(), [members, height, width])];
    }),
  );
  const noise = Array.from({ length: members }, (_, member) => RandomStream.of(member, 'dropout'));
  const seen = Float32Array.from({ length: members * copies * observationLength }, (_, at) => Math.sin(at));
  return { policy: new Policy(agent, networks, params, members, noise, forwardPasses()), seen };
}

const rows = (values: Float32Array | undefined, member: number) =>
  values?.subarray(member * copies, (member + 1) * copies);

test('a step is one transfer to the device and one back, whatever belongs to it', async () => {
  const { policy, seen } = policyOf(3);
  // What kernels make on this backend is not written; single numbers are the networks' own constants.
  const written = vi.spyOn(tf.backend() as SimdBackend, 'write');
  const read = vi.spyOn(tf.backend() as SimdBackend, 'readSync');
  const before = tf.memory().numTensors;
  const { actor, values, endValues } = await policy.predict(seen, new Uint8Array(6).fill(1), true, seen);
  const sent = written.mock.calls.map(([values]) => values!.length).filter((length) => length > 1);
  expect(sent).toEqual([2 * seen.length + 6 * networks.noise!.width]);
  expect(read).toHaveBeenCalledOnce();
  written.mockRestore();
  read.mockRestore();
  expect([actor.length, values?.length, endValues?.length]).toEqual([6, 6, 6]);
  expect(tf.memory().numTensors).toBe(before);
  policy.dispose();
});

test('the ends of members that are done are valued with their own parameters, as they would be alone', async () => {
  const { policy, seen } = policyOf(4);
  const wanted = (await policy.values({ next: seen, ends: undefined }, copies)).next;
  const onlyOne = Uint8Array.of(0, 0, 1, 1, 0, 0, 0, 0);
  expect(new Set(wanted).size).toBe(4 * copies);
  const { values, endValues } = await policy.predict(seen, onlyOne, true, seen);
  expect(endValues).toEqual(wanted);
  expect(rows(values, 1)).not.toEqual(rows(wanted, 1));
  // It has let go of the others by now.
  const after = await policy.values({ next: undefined, ends: seen }, copies);
  expect(rows(after.ends, 1)).toEqual(rows(wanted, 1));
  expect(rows(after.ends, 0)).toEqual(new Float32Array(copies));
  policy.dispose();
});
