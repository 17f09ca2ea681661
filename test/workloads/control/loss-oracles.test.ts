import { describe, expect, test } from 'vitest';
import { actorCritic, agents, networks } from '../../../agents/index.ts';
import { makeEnv } from '../../../envs/index.ts';
import { RandomStream } from '../../../src/random.ts';
import { hessianProduct } from '../../../src/tensors/derivatives.ts';
import { ParameterLayout } from '../../../src/tensors/parameter-layout.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { lossGradients, lossOf } from '../../../src/workloads/control/loss-gradient.ts';
import {
  fisherProduct,
  fisherSample,
  lossAt,
  meanActivations,
  outputSlopes,
  rowGradients,
} from '../../../src/workloads/control/loss-oracles.ts';
import type { DeviceMinibatch } from '../../../src/workloads/control/minibatch.ts';
import type { MinibatchGroup } from '../../../src/workloads/control/minibatch-groups.ts';
import { scoreParts, valueParts } from '../../../src/workloads/control/sample-slopes.ts';
import { smallAgent } from '../../training/small-agent.ts';

const stream = RandomStream.of(5, 'test');
const random = (shape: readonly number[], scale = 1): tf.Tensor => {
  const size = shape.reduce((product, each) => product * each, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => scale * stream.normal()),
    [...shape],
  );
};
const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
/** Entry by entry, as close as single precision allows beside the largest of them. */
function expectClose(given: tf.Tensor, expected: tf.Tensor, tolerance = 2e-4): void {
  expect(given.shape).toEqual(expected.shape);
  const largest = Math.max(1e-3, ...numbers(expected).map(Math.abs));
  const apart = Math.max(...numbers(tf.abs(tf.sub(given, expected))));
  expect(apart / largest).toBeLessThan(tolerance);
}

/** An agent with small networks, and a minibatch of so many rows of each member, the first of which counts. */
function task(env: string, spec: string, lengths: readonly number[], network = 'mlp(sizes=[3])') {
  const { spec: of } = makeEnv(env, { size: 1 });
  const { entry, settings } = agents.resolve(spec);
  const agent = entry.create(settings, of.actionSpace);
  const made = networks.resolve(network);
  const observationLength = of.observationSpace.low.length;
  const parts = actorCritic(agent, observationLength, (shape) =>
    made.entry.create(made.settings, { ...shape, ...(of.picture && { picture: of.picture }) }),
  );
  const layout = new ParameterLayout(parts.parameters);
  const vector = random([lengths.length, 1, layout.length], 0.5);
  const batchOf = (own: readonly number[]): DeviceMinibatch => {
    const rows = Math.max(...own);
    const shape = [own.length, rows];
    const weights = tf.tensor(
      own.flatMap((length) => Array.from({ length: rows }, (_, row) => (row < length ? 1 / length : 0))),
      [own.length, rows],
    );
    const { actionSpace } = of;
    return {
      observations: random([...shape, observationLength]),
      noise: parts.noise && random([...shape, parts.noise.width], 0.3),
      actions:
        actionSpace.kind === 'discrete'
          ? tf.tensor(
              Array.from({ length: own.length * rows }, (_, i) => i % actionSpace.n),
              [own.length, rows],
              'int32',
            )
          : random([...shape, actionSpace.low.length]),
      logProbs: tf.add(random(shape, 0.1), -1),
      advantages: random(shape),
      returns: random(shape),
      values: random(shape),
      referenceLogProbs: tf.add(random(shape, 0.1), -1),
      weights,
      mean: (x) => (x.shape[1] === rows ? tf.sum(tf.mul(x, weights), 1) : tf.squeeze(x, [1])),
    };
  };
  const groups: MinibatchGroup[] = [{ members: [...lengths.keys()], batch: batchOf(lengths) }];
  return { parts: { agent, networks: parts, layout }, vector, groups, batch: groups[0]!.batch, batchOf };
}

const tasks = [
  ['cartpole', 'ppo', 'mlp(sizes=[3])'],
  ['cartpole', 'ppo(clip_vloss=false)', 'mlp(sizes=[3],activation=relu,layer_norm=true)'],
  ['point-nav', 'ppo', 'mlp(sizes=[3])'],
  ['point-nav', 'ppo', 'milo-residual(width=8,blocks=1)'],
  ['catch(rows=3,columns=3)', 'ppo', 'conv(channels=[3],size=2,sizes=[4])'],
  ['deep-sea(size=3)', 'ppo', 'conv-residual(channels=2,blocks=1)'],
  ['cartpole', 'reinforce', 'mlp(sizes=[3])'],
  ['cartpole', 'grpo', 'mlp(sizes=[3])'],
] as const;

describe.each(tasks)('%s with %s, %s', (env, agent, network) => {
  const name = agent.replace(/\(.*/, '');
  const spec = agent === name ? smallAgent(name) : agent;
  const { parts, vector, groups, batch } = task(env, spec, [5, 3], network);
  const { layout } = parts;
  const gradients = (at: tf.Tensor) =>
    lossGradients(parts.agent, parts.networks, layout, at, groups).gradient;

  test('the loss at other parameters changes as its gradient says', () => {
    const direction = random(vector.shape);
    const h = 2e-3;
    const [above, below] = [h, -h].map((far) =>
      lossAt(parts, tf.add(vector, tf.mul(direction, far)), groups),
    ) as [tf.Tensor, tf.Tensor];
    const slope = tf.sum(tf.mul(gradients(vector), direction), [1, 2]);
    expectClose(tf.div(tf.sub(above, below), 2 * h), slope, 0.02);
    const { total } = lossOf(parts.agent, parts.networks, layout, vector, batch);
    expect(numbers(lossAt(parts, vector, groups))).toEqual(numbers(total));
  });

  test('what the rows add makes the gradient, and rows that only pad add nothing', () => {
    const rows = rowGradients(parts, vector, groups);
    expect(rows.shape).toEqual([2, 5, layout.length]);
    expectClose(tf.sum(rows, 1, true), gradients(vector));
    expect(numbers(tf.slice(rows, [1, 3, 0], [1, 2, -1])).every((value) => value === 0)).toBe(true);
    // The third row of the first member, as a minibatch of its own.
    const alone = <T extends tf.Tensor | undefined>(tensor: T): T =>
      tensor && (tf.slice(tensor, [0, 2], [1, 1]) as T);
    const single: DeviceMinibatch = {
      ...Object.fromEntries(
        Object.entries(batch).flatMap(([key, value]) =>
          value instanceof tf.Tensor ? [[key, alone(value)]] : [],
        ),
      ),
      weights: tf.ones([1, 1]),
      mean: (x: tf.Tensor) => tf.squeeze(x, [1]),
    } as DeviceMinibatch;
    const first = tf.slice(vector, [0, 0, 0], [1, 1, -1]);
    const own = lossGradients(parts.agent, parts.networks, layout, first, [{ members: [0], batch: single }]);
    expectClose(tf.mul(tf.slice(rows, [0, 2, 0], [1, 1, -1]), 5), own.gradient);
  });

  test.each(['values', 'scores'] as const)('slopes of %s are those of every row by itself', (which) => {
    const { networks, agent } = parts;
    if (which === 'values' && !networks.value) return;
    const rows = (most: number) =>
      which === 'values' ? valueParts(parts, groups, most) : scoreParts(parts, groups, most);
    const [whole] = rows(Number.POSITIVE_INFINITY).map((part) => part(vector));
    const slopes = whole!.slopes();
    expect(numbers(whole!.present)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
    const owners = layout.names.filter((name) => name.startsWith('critic.') === (which === 'values'));
    expect(Object.keys(slopes).toSorted()).toEqual([...owners].toSorted());
    for (const [member, row] of [
      [0, 3],
      [1, 2],
      [1, 4],
    ] as const) {
      const number = (at: tf.Tensor): tf.Tensor => {
        const params = layout.named(layout.split(at));
        const all =
          which === 'values'
            ? networks.value!(params, batch.observations, batch.noise)
            : agent.distribution.evaluate(
                networks.act(params, batch.observations, batch.noise),
                params,
                batch.actions,
              ).logProb;
        return tf.mul(tf.slice(all, [member, row], [1, 1]), row < [5, 3][member]! ? 1 : 0);
      };
      const expected = layout.named(layout.split(tf.grad((at: tf.Tensor) => tf.sum(number(at)))(vector)));
      for (const name of owners) {
        const { inputs, signals } = slopes[name]!;
        const own = (tensor: tf.Tensor) => tf.slice(tensor, [member, row, 0], [1, 1, -1]);
        const found = inputs ? tf.matMul(own(inputs), own(signals), true) : own(signals);
        const wanted = tf.slice(expected[name]!, [member, 0, 0], [1, -1, -1]);
        expectClose(tf.reshape(found, wanted.shape), wanted);
      }
    }
    if (which === 'scores') {
      const [part] = scoreParts(parts, groups, Number.POSITIVE_INFINITY);
      const outputs = networks.act(layout.named(layout.split(vector)), batch.observations, batch.noise);
      const params = layout.named(layout.split(vector));
      const sum = (at: tf.Tensor) =>
        tf.sum(tf.mul(agent.distribution.evaluate(at, params, batch.actions).logProb, whole!.present));
      expectClose(part!(vector).outputSlopes(), tf.grad(sum)(outputs));
    }
    const cut = rows(2).map((part) => part(vector));
    expect(cut.map(({ present }) => present.shape)).toEqual([
      [2, 2],
      [2, 2],
      [2, 1],
    ]);
    const joined = (of: (sampled: (typeof cut)[number]) => tf.Tensor) => tf.concat(cut.map(of), 1);
    for (const name of owners) {
      expectClose(
        joined((sampled) => sampled.slopes()[name]!.signals),
        slopes[name]!.signals,
      );
    }
  });

  test('the actor’s outputs change along a direction as finite differences say', () => {
    const direction = random(vector.shape);
    const outputs = (far: number) =>
      parts.networks.act(
        layout.named(layout.split(tf.add(vector, tf.mul(direction, far)))),
        batch.observations,
        batch.noise,
      );
    const h = 2e-3;
    // Rows that only pad have slopes of 0, and behind the slopes it says which rows count.
    const isRow = tf.expandDims(tf.cast(tf.greater(batch.weights, 0), 'float32'), 2);
    const slopes = tf.mul(tf.div(tf.sub(outputs(h), outputs(-h)), 2 * h), isRow);
    const made = outputSlopes(parts, vector, groups, direction);
    const [found, counts] = tf.split(made, [slopes.shape[2]!, 1], 2) as [tf.Tensor, tf.Tensor];
    expectClose(found, slopes, 0.02);
    expect(numbers(counts)).toEqual(numbers(isRow));
  });

  test('the product with the Fisher matrix is that of the matrix written out', () => {
    const direction = random(vector.shape);
    const { distribution } = parts.agent;
    const product = fisherProduct(parts, vector, groups, direction);
    const expected = tf.tidy(() => {
      const described = (at: tf.Tensor) => {
        const params = layout.named(layout.split(at));
        return distribution.fisher!(parts.networks.act(params, batch.observations, batch.noise), params);
      };
      const { coordinates, information } = described(vector);
      const [, rows, count] = coordinates.shape as [number, number, number];
      const weighted = tf.mul(information, tf.expandDims(batch.weights, 2));
      let sum = tf.zerosLike(vector);
      for (let row = 0; row < rows; row++) {
        for (let each = 0; each < count; each++) {
          const one = (tensor: tf.Tensor) => tf.slice(tensor, [0, row, each], [-1, 1, 1]);
          const slope = tf.grad((at: tf.Tensor) => tf.sum(one(described(at).coordinates)))(vector);
          const along = tf.sum(tf.mul(slope, direction), 2, true);
          sum = tf.add(sum, tf.mul(slope, tf.mul(along, one(weighted))));
        }
      }
      return sum;
    });
    expectClose(product, expected, 1e-3);
    const quadratic = numbers(tf.sum(tf.mul(product, direction), [1, 2]));
    expect(quadratic.every((value) => value > 0)).toBe(true);
  });

  test('random gradients have the Fisher matrix for their second moments', () => {
    const draw = (like: tf.Tensor) => random(like.shape);
    const direction = random(vector.shape);
    const actors = layout.names.map((name) => (name.startsWith('critic.') ? 0 : 1));
    const mask = tf.concat(
      layout.sizes.map((size, index) => tf.fill([1, 1, size], actors[index]!)),
      2,
    );
    const own = tf.mul(direction, mask);
    const wanted = numbers(tf.sum(tf.mul(fisherProduct(parts, vector, groups, own), own), [1, 2]));
    const draws = 100;
    const sums = wanted.map(() => 0);
    for (let round = 0; round < draws; round++) {
      const along = tf.tidy(() => tf.sum(tf.mul(fisherSample(parts, vector, groups, draw), own), [1, 2]));
      numbers(along).forEach((value, member) => {
        sums[member]! += value ** 2 / draws;
      });
    }
    // The mean of so many squares of normal numbers is off by about 14 %.
    wanted.forEach((value, member) => {
      expect(Math.abs(sums[member]! / value - 1)).toBeLessThan(0.6);
    });
  });

  test('members in groups by length come out as they do together', () => {
    const [first, second] = [0, 1].map((member) => {
      const rows = [5, 3][member]!;
      const own = <T extends tf.Tensor | undefined>(tensor: T): T =>
        tensor && (tf.slice(tensor, [member, 0], [1, rows]) as T);
      const weights = own(batch.weights);
      return {
        ...Object.fromEntries(
          Object.entries(batch).flatMap(([key, value]) =>
            value instanceof tf.Tensor ? [[key, own(value)]] : [],
          ),
        ),
        weights,
        mean: (x: tf.Tensor) => (x.shape[1] === rows ? tf.sum(tf.mul(x, weights), 1) : tf.squeeze(x, [1])),
      } as DeviceMinibatch;
    }) as [DeviceMinibatch, DeviceMinibatch];
    const apart: MinibatchGroup[] = [
      { members: [1], batch: second },
      { members: [0], batch: first },
    ];
    const direction = random(vector.shape);
    expectClose(lossAt(parts, vector, apart), lossAt(parts, vector, groups));
    const scores = [apart, groups].map((each) => scoreParts(parts, each, 4).map((part) => part(vector)));
    scores[1]!.forEach((together, part) => {
      const grouped = scores[0]![part]!;
      expect(numbers(grouped.present)).toEqual(numbers(together.present));
      expectClose(grouped.advantages, together.advantages);
      const slopes = grouped.slopes();
      for (const [name, { signals }] of Object.entries(together.slopes())) {
        expectClose(slopes[name]!.signals, signals);
      }
    });
    expectClose(rowGradients(parts, vector, apart), rowGradients(parts, vector, groups));
    const [grouped, together] = [apart, groups].map((each) => meanActivations(parts, vector, each));
    for (const [layer, means] of Object.entries(together!)) expectClose(grouped![layer]!, means);
    expectClose(
      fisherProduct(parts, vector, apart, direction),
      fisherProduct(parts, vector, groups, direction),
    );
  });
});

test('mean activations are those of tanh layers written out', () => {
  const { parts, vector, groups, batch } = task('cartpole', smallAgent('ppo'), [5, 3]);
  const means = meanActivations(parts, vector, groups);
  expect(Object.keys(means)).toEqual(['actor.0', 'actor.head', 'critic.0', 'critic.head']);
  const params = parts.layout.named(parts.layout.split(vector));
  const hidden = tf.tanh(
    tf.add(tf.matMul(batch.observations, params['critic.0.kernel']!), params['critic.0.bias']!),
  );
  expectClose(means['critic.0']!, tf.sum(tf.mul(tf.abs(hidden), tf.expandDims(batch.weights, 2)), 1, true));
});

test('the product with the Hessian of a quadratic is that with its matrix', () => {
  const half = random([2, 6, 6]);
  const matrix = tf.add(half, tf.transpose(half, [0, 2, 1]));
  const gradient = (x: tf.Tensor) => tf.add(tf.matMul(x, matrix), 1);
  const [at, direction] = [random([2, 1, 6]), random([2, 1, 6])] as const;
  expectClose(hessianProduct(gradient, at, direction), tf.matMul(direction, matrix), 1e-3);
  expect(numbers(hessianProduct(gradient, at, tf.zerosLike(at))).every((value) => value === 0)).toBe(true);
});

test('the product with the Hessian of tanh losses is that of its second derivative, member by member', () => {
  const weights = random([2, 1, 4]);
  const gradient = (x: tf.Tensor) => tf.mul(weights, tf.sub(1, tf.square(tf.tanh(x))));
  const [at, direction] = [random([2, 1, 4]), random([2, 1, 4])] as const;
  const tanh = tf.tanh(at);
  const curvature = tf.mul(tf.mul(weights, tanh), tf.mul(-2, tf.sub(1, tf.square(tanh))));
  expectClose(hessianProduct(gradient, at, direction), tf.mul(curvature, direction), 2e-3);
});
