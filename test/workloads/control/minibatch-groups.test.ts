import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../src/random.ts';
import { ParameterLayout } from '../../../src/tensors/parameter-layout.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { controlParts } from '../../../src/workloads/control/control-parts.ts';
import { deviceExperience } from '../../../src/workloads/control/device-experience.ts';
import { ExperienceBuffer } from '../../../src/workloads/control/experience-buffer.ts';
import { lossGradients } from '../../../src/workloads/control/loss-gradient.ts';
import { deviceMinibatch, type MemberRows } from '../../../src/workloads/control/minibatch.ts';
import { groupsByLength, minibatchGroups } from '../../../src/workloads/control/minibatch-groups.ts';
import { smallPlan } from '../../training/small-plan.ts';

const anyLengths = fc.array(fc.nat(600), { minLength: 1, maxLength: 40 });

describe('groupsByLength', () => {
  test('names every member once', () => {
    fc.assert(
      fc.property(anyLengths, fc.integer({ min: 1, max: 1e6 }), (each, parameters) => {
        const members = groupsByLength(each, parameters).flat();
        expect(members.sort((a, b) => a - b)).toEqual([...each.keys()]);
      }),
    );
  });

  test('pads nobody to more than twice its rows, where rows are dear', () => {
    fc.assert(
      fc.property(anyLengths, (each) => {
        for (const group of groupsByLength(each, 1e9)) {
          const own = group.map((member) => each[member]!);
          expect(2 * Math.min(...own)).toBeGreaterThanOrEqual(Math.max(...own));
        }
      }),
    );
  });

  test('leaves members together where a pass of their own would cost more than it saves', () => {
    expect(groupsByLength([500, 3, 17], 100)).toEqual([[0, 1, 2]]);
    expect(groupsByLength([500, 12, 499, 17], 300_000)).toEqual([
      [0, 2],
      [3, 1],
    ]);
  });
});

test('a gradient computed in groups has the bits of one computed together', () => {
  const plan = smallPlan({
    env: 'point-nav',
    agent: 'reinforce(surrogate=milo)',
    network: 'milo-residual(width=8,blocks=1)',
  });
  const { agent, networks } = controlParts(plan);
  const layout = new ParameterLayout(networks.parameters);
  const normal = (count: number, stream: RandomStream) =>
    Float64Array.from({ length: count }, () => stream.normal());
  const lengths = [40, 3, 1, 22];
  const streams = lengths.map((_, seed) => RandomStream.of(seed, 'rows'));
  const lived = lengths.map((length, seed) => {
    const stream = streams[seed]!;
    const buffer = new ExperienceBuffer({ observationLength: 6, actionLength: 3 }, 1, length);
    for (let row = 0; row < length; row++) buffer.append(0);
    buffer.observations.set(normal(6 * length, stream));
    buffer.actions.set(normal(3 * length, stream));
    return { buffer, returns: normal(length, stream) };
  });
  const experience = deviceExperience(
    agent,
    lived,
    6,
    lived.map(() => 1),
  );
  const orders = lengths.map((length, seed) => streams[seed]!.permutation(length));
  const advantages = lengths.map((length, seed) => normal(length, streams[seed]!));
  const rowsOf = (): MemberRows[] =>
    lengths.map((_, seed) => ({
      rows: orders[seed]!.map((row) => experience.starts[seed]! + row),
      advantages: advantages[seed]!,
      noise: RandomStream.of(seed, 'dropout'),
    }));
  const vector = tf.tensor3d(Float32Array.from(normal(4 * layout.length, RandomStream.of(1, 'vector'))), [
    4,
    1,
    layout.length,
  ]);
  const gradient = (parameters: number) => {
    const [values, terms] = tf.tidy(() => {
      const groups = minibatchGroups(rowsOf(), parameters, (some) =>
        deviceMinibatch(some, experience, networks.noise),
      );
      const made = lossGradients(agent, networks, layout, vector, groups);
      return [made.gradient, made.terms] as const;
    });
    return {
      groups: groupsByLength(lengths, parameters).length,
      values: values.dataSync(),
      terms: terms.dataSync(),
    };
  };
  const [together, apart] = [gradient(1), gradient(1e9)];
  expect([together.groups, apart.groups]).toEqual([1, 3]);
  expect(apart.values).toEqual(together.values);
  expect(apart.terms).toEqual(together.terms);
});
