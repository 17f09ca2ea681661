import { describe, expect, test } from 'vitest';
import { networks, surrogateKernels } from '../../agents/index.ts';
import { type Surrogate, surrogateSign } from '../../agents/networks/surrogate-sign.ts';
import { derivativeForward } from '../../agents/networks/tangents.ts';
import { inFormulas } from '../../src/tensors/op.ts';
import * as tf from '../../src/tensors/tf.ts';
import { doublePrecision, expectClose, flat, goldenCases, type Numbers } from './golden.ts';

type Matrix = readonly (readonly number[])[];

interface NetworkCase {
  readonly kind: 'sign_network';
  readonly id: string;
  readonly inputs: {
    readonly params: readonly Numbers[];
    readonly x: Matrix;
    readonly output_gradient: Matrix;
    readonly surrogate: Surrogate;
  };
  readonly expected: { readonly output: Matrix; readonly gradient_flat: readonly number[] };
}

interface SlopeCase {
  readonly kind: 'surrogates';
  readonly id: string;
  readonly inputs: { readonly x: readonly number[] };
  readonly expected: Readonly<Record<'sign' | Surrogate, readonly number[]>>;
}

interface KernelCase {
  readonly kind: 'sg_ntk';
  readonly id: string;
  readonly inputs: {
    readonly X: Matrix;
    readonly depth: number;
    readonly sigma_w: number;
    readonly sigma_b: number;
    readonly forward: string;
    readonly surrogate: 'erf' | 'id';
  };
  readonly expected: { readonly kernel: Matrix; readonly nngp_layers?: readonly Matrix[] };
}

const cases = goldenCases<NetworkCase | SlopeCase | KernelCase>('sg_ntk', 'systems');
const ofKind = <Case extends (typeof cases)[number]>(kind: Case['kind']) =>
  cases.filter((each): each is Case => each.kind === kind);
const tolerance = doublePrecision ? 1e-9 : 1e-4;
const names: readonly Surrogate[] = ['erf', 'tanh', 'fast_sigmoid', 'rectangle'];

function signNetwork(surrogate: Surrogate, inputs: number, outputs: number, sizes: string, more = '') {
  const { entry, settings } = networks.resolve(
    `mlp(sizes=[${sizes}],activation=sign(surrogate=${surrogate})${more})`,
  );
  return entry.create(settings, { name: 'actor', inputs, outputs, outputGain: 1 });
}

test.each(ofKind<SlopeCase>('surrogates'))('$id', ({ inputs, expected }) => {
  const x = tf.tensor1d([...inputs.x]);
  for (const name of names) {
    expectClose(surrogateSign(x, name).dataSync(), expected.sign, 0, 'sign');
    const slope = tf.grad((at: tf.Tensor) => tf.sum(surrogateSign(at, name)))(x);
    expectClose(slope.dataSync(), expected[name], doublePrecision ? 1e-9 : 1e-6, name);
  }
});

describe.each(ofKind<NetworkCase>('sign_network'))('$id', ({ inputs, expected }) => {
  const rows = inputs.x.length;
  const x = tf.tensor3d(flat(inputs.x), [1, rows, inputs.x[0]!.length]);
  const dy = tf.tensor3d(flat(inputs.output_gradient), [1, rows, inputs.output_gradient[0]!.length]);
  const network = signNetwork(inputs.surrogate, x.shape[2], dy.shape[2], '5,4');
  const values = network.parameters.map(({ shape }, i) => tf.tensor(flat(inputs.params[i]!), [1, ...shape]));
  const named = (given: readonly tf.Tensor[]) =>
    Object.fromEntries(network.parameters.map(({ name }, i) => [name, given[i]!]));
  const gradients = () =>
    tf.grads((...given) => tf.sum(tf.mul(network.forward(named(given), x), dy)))(values);
  const numbers = (tensors: readonly tf.Tensor[]) => tensors.flatMap((each) => [...each.dataSync()]);

  test('outputs and gradients', () => {
    expectClose(network.forward(named(values), x).dataSync(), expected.output, tolerance);
    expectClose(numbers(gradients()), expected.gradient_flat, tolerance);
    expectClose(numbers(inFormulas(gradients)), expected.gradient_flat, tolerance);
  });

  test('what is carried forward is what comes back', () => {
    const direction = values.map((value, i) => tf.cos(tf.add(tf.mul(value, 3), i)));
    const forward = derivativeForward(named(values), named(direction), () =>
      network.forward(named(values), x),
    )!;
    const along = numbers(direction).reduce((sum, each, i) => sum + each * expected.gradient_flat[i]!, 0);
    expectClose(tf.sum(tf.mul(forward, dy)).dataSync(), [along], tolerance);
  });
});

test.each(ofKind<KernelCase>('sg_ntk'))('$id', ({ inputs, expected }) => {
  const found = surrogateKernels(inputs.X, {
    depth: inputs.depth,
    sigmaW: inputs.sigma_w,
    sigmaB: inputs.sigma_b,
    steepness: inputs.forward === 'sign' ? Number.POSITIVE_INFINITY : Number(/\d+/.exec(inputs.forward)![0]),
    surrogate: inputs.surrogate === 'id' ? 'identity' : 'erf',
  });
  expectClose(found.tangent.flat(), expected.kernel, 1e-9);
  if (expected.nngp_layers) expectClose(flat(found.covariances), expected.nngp_layers, 1e-9);
});

test('A sign kernel without variance is refused', () => {
  const sign = {
    depth: 2,
    sigmaW: 1,
    sigmaB: 0,
    steepness: Number.POSITIVE_INFINITY,
    surrogate: 'erf',
  } as const;
  expect(() => surrogateKernels([[1], [0]], sign)).toThrow('which input 1 has');
  expect(surrogateKernels([[0]], { ...sign, steepness: 5 }).tangent).toEqual([[0]]);
});

test('With layer norm, the sign is taken of what was normalised, and its gradients reach scale and offset', () => {
  const network = signNetwork('fast_sigmoid', 3, 2, '4', ',layer_norm=true');
  const values = network.parameters.map(({ shape }, i) =>
    tf.reshape(tf.sin(tf.range(i, i + shape[0] * shape[1])), [1, ...shape]),
  );
  const x = tf.tensor3d([0.3, -0.1, 0.8, -0.6, 0.4, 0.2], [1, 2, 3]);
  const named = (given: readonly tf.Tensor[]) =>
    Object.fromEntries(network.parameters.map(({ name }, i) => [name, given[i]!]));
  const slopes = tf.grads((...given) => tf.sum(network.forward(named(given), x)))(values);
  for (const slope of slopes) expect(slope.dataSync().some((each) => each !== 0)).toBe(true);
});

test('A sign whose surrogate is not named is refused with those that there are', () => {
  expect(() => networks.resolve('mlp(activation=sign)')).toThrow(
    'must be tanh | relu | sign(surrogate=erf) | sign(surrogate=tanh) | sign(surrogate=fast_sigmoid)',
  );
  expect(() => networks.resolve('mlp(activation=sign(surrogate=cos))')).toThrow('given sign(surrogate=cos)');
  expect(networks.resolve('mlp(activation=sign(surrogate=erf))').label).toBe(
    'mlp(activation=sign(surrogate=erf))',
  );
});
