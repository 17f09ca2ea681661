import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { makeOptimizer, type Params, stateMemory } from '../../src/optimizers/index.ts';
import { RandomStream } from '../../src/random.ts';
import * as tf from '../../src/tensors/tf.ts';

/** Two layers of an actor and one of a critic. */
const shapes: Readonly<Record<string, readonly [number, number]>> = {
  'actor.0.kernel': [3, 4],
  'actor.0.bias': [1, 4],
  'actor.head.kernel': [4, 2],
  'critic.head.kernel': [3, 1],
};

function drawn(seed: number): Params {
  const stream = RandomStream.of(seed, 'test');
  return Object.fromEntries(
    Object.entries(shapes).map(([name, [rows, columns]]) => [
      name,
      tf.tensor(
        Array.from({ length: rows * columns }, () => stream.normal()),
        [1, rows, columns],
      ),
    ]),
  );
}

const sum = (tensor: tf.Tensor) => tf.sum(tensor).dataSync()[0]!;

/** What each tensor's update is divided by after some steps at the same parameters. */
function divisors(spec: string, steps = 50): Record<string, number> {
  const rule = makeOptimizer(spec);
  const [params, gradients] = [drawn(1), drawn(2)];
  let state = rule.init(params);
  let updates: Params = {};
  for (let step = 1; step <= steps; step++) {
    ({ updates, state } = rule.update(gradients, state, params, { step }));
  }
  return Object.fromEntries(
    Object.entries(updates).map(([name, update]) => [name, sum(gradients[name]!) / -sum(update)]),
  );
}

/** The largest singular value of a kernel, as the root of its Gram matrix's trace of a high power. */
function largest(kernel: tf.Tensor): number {
  const gram = tf.matMul(kernel, kernel, true, false);
  const trace = sum(gram);
  let power = tf.div(gram, trace);
  for (let i = 0; i < 4; i++) power = tf.matMul(power, power);
  const diagonal = sum(tf.mul(power, tf.eye(gram.shape[2]!)));
  return Math.sqrt(trace * diagonal ** (1 / 16));
}

test('the iterations come to the largest singular values, and vectors are left alone', () => {
  const params = drawn(1);
  for (const spec of ['DIVGRAD(SGD(lr=1),only_if_larger=false)', 'DIVLR(SGD(lr=1))']) {
    const found = divisors(spec);
    for (const name of Object.keys(shapes)) {
      const own = name.endsWith('bias') ? 1 : largest(params[name]!);
      expect(Math.abs(found[name]! / own - 1), `${spec} ${name}`).toBeLessThan(0.05);
    }
  }
});

test('layers are counted from the first or from the head of each network', () => {
  const dividedBy = (layers: string) =>
    Object.entries(divisors(`DIVGRAD(SGD(lr=1),only_if_larger=false,layers=${layers})`, 2))
      .filter(([, divisor]) => Math.abs(divisor - 1) > 1e-4)
      .map(([name]) => name);
  expect(dividedBy('[-2]')).toEqual(['actor.0.kernel']);
  expect(dividedBy('[-1]')).toEqual(['actor.head.kernel', 'critic.head.kernel']);
  expect(dividedBy('[0]')).toEqual(['actor.0.kernel', 'critic.head.kernel']);
});

test('a layer that no network has is refused', () => {
  const init = () => makeOptimizer('DIVLR(SGD,layers=[0,-3])').init(drawn(1));
  expect(init).toThrow(UsageError);
  expect(init).toThrow('layers=[0,-3] names layer -3, and networks here have 2; take numbers from -2 to 1');
});

test('gradients elsewhere are divided by the singular values there', () => {
  const gradients = drawn(2);
  const asked: Params[] = [];
  // SAM steps with the gradient elsewhere alone.
  const rule = makeOptimizer('DIVGRAD(SAM(SGD(lr=1)),only_if_larger=false)');
  const params = drawn(1);
  const { updates } = rule.update(gradients, rule.init(params), params, {
    step: 1,
    gradientAt(at) {
      asked.push(at);
      return gradients;
    },
  });
  expect(asked).toHaveLength(1);
  const alone = makeOptimizer('DIVGRAD(SGD(lr=1),only_if_larger=false)');
  const there = alone.update(gradients, alone.init(params), asked[0]!, { step: 1 }).updates;
  for (const name of Object.keys(shapes)) {
    expect([...updates[name]!.dataSync()]).toEqual([...there[name]!.dataSync()]);
  }
});

test('what is reported is the largest singular value of all kernels', () => {
  const rule = makeOptimizer('DIVLR(SGD,power_iterations=100)');
  const params = drawn(1);
  const { state } = rule.update(drawn(2), rule.init(params), params, { step: 1 });
  const kernels = Object.entries(params).filter(([name]) => name.endsWith('kernel'));
  const wanted = Math.max(...kernels.map(([, kernel]) => largest(kernel)));
  expect(rule.report!(params, state)['divlr.sigma']!.dataSync()[0]! / wanted).toBeCloseTo(1, 1);
});

test('the state is a number for each output of a kernel, and one', () => {
  const parameters = Object.entries(shapes).map(([name, shape]) => ({ name, shape }));
  expect(stateMemory('DIVGRAD(SGD)', parameters)).toBe(4 + 2 + 1 + 1);
  expect(stateMemory('DIVGRAD(SGD,layers=[0])', parameters)).toBe(4 + 1 + 1);
});
