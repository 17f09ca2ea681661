import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { firstUpdate, furthest, networks, trained } from './matrix-rules.ts';
import { advance, mapMember, memberValues, populate, randomMember, start } from './trial.ts';

const initial = randomMember(networks, 1);
const gradients = [2, 3, 4].map((seed) => randomMember(networks, seed));
const kernels = Object.keys(networks).filter((name) => name.endsWith('kernel')) as (keyof typeof networks)[];
const biases = Object.keys(networks).filter((name) => name.endsWith('bias'));

const rms = (values: readonly number[]) => Math.hypot(...values) / Math.sqrt(values.length);

describe('SINKGD', () => {
  test('evens out outputs and inputs of every kernel', () => {
    const update = firstUpdate('SINKGD(lr=1,num_iters=50)', gradients[0]!);
    for (const name of kernels) {
      const [inputs, outputs] = networks[name];
      const values = update[name]!;
      for (let i = 0; i < inputs; i++)
        expect(rms(values.slice(i * outputs, (i + 1) * outputs))).toBeCloseTo(1, 4);
      for (let j = 0; j < outputs; j++)
        expect(rms(values.filter((_, at) => at % outputs === j))).toBeCloseTo(1, 4);
    }
  });

  test('begins with outputs: after one round it is inputs that are even', () => {
    const values = firstUpdate('SINKGD(lr=1,num_iters=1)', gradients[0]!)['actor.0.kernel']!;
    const ofInputs = [0, 1, 2, 3].map((i) => rms(values.slice(6 * i, 6 * (i + 1))));
    const ofOutputs = [0, 1, 2, 3, 4, 5].map((j) => rms(values.filter((_, at) => at % 6 === j)));
    expect(furthest(ofInputs, [1, 1, 1, 1])).toBeLessThan(1e-5);
    expect(furthest(ofOutputs, [1, 1, 1, 1, 1, 1])).toBeGreaterThan(1e-3);
  });

  test('takes steps of a Frobenius norm of 1 if it is to', () => {
    const update = firstUpdate('SINKGD(lr=1,normalize_output=true)', gradients[0]!);
    for (const name of kernels) expect(Math.hypot(...update[name]!)).toBeCloseTo(1, 4);
  });

  test('gives vectors steps of length 1, or leaves them to Adam', () => {
    const update = firstUpdate('SINKGD(lr=1)', gradients[0]!);
    for (const name of biases) expect(Math.hypot(...update[name]!)).toBeCloseTo(1, 5);
    const [own, adam] = [
      'SINKGD(vectors=false,adam_lr=0.01)',
      'ADAM(lr=0.01,betas=[0.9,0.95],eps=1e-10)',
    ].map((spec) => trained(spec, initial, gradients));
    for (const name of biases) expect(furthest(own![name]!, adam![name]!)).toBeLessThan(1e-6);
  });

  test('divides by eps what is shorter', () => {
    const tiny = { 'a.head.bias': { shape: [1, 2], values: [3e-9, 4e-9] } } as const;
    expect(firstUpdate('SINKGD(lr=1)', tiny)['a.head.bias']![0]! / -0.3).toBeCloseTo(1, 5);
  });
});

test.each([
  ['SINKGD(eps=1)', 'SINKGD(eps=0.1)'],
  ['SWAN(beta=0.5)', 'SWAN(beta=0.4)'],
])('%s does what it does alone next to %s, though layers are computed as one', (...specs) => {
  const optimizer = makeOptimizer(specs);
  const before = start(optimizer, [initial, initial]);
  const both = advance(optimizer, before, populate([gradients[0]!, gradients[1]!]), { step: 1 });
  specs.forEach((spec, member) => {
    const alone = trained(spec, initial, [gradients[member]!]);
    expect(memberValues(both.params, member)).toEqual(Object.values(alone));
  });
});

describe('SWAN', () => {
  test('whitens exactly with enough steps: the numbers of an independent computation', () => {
    // Outputs [0.1, -0.2, 0.3] and [-0.4, 0.5, -0.6], kernels [in, out].
    const gradient = {
      'a.head.kernel': { shape: [3, 2], values: [0.1, -0.4, -0.2, 0.5, 0.3, -0.6] },
    } as const;
    const whitened = [-0.7414447542, -1.2042672778, -0.6722036784, 1.2442436316, 1.4136484327, -0.0399763538];
    const update = firstUpdate('SWAN(lr=1,ns_steps=30)', gradient)['a.head.kernel']!;
    expect(
      furthest(
        update.map((x) => -x),
        whitened,
      ),
    ).toBeLessThan(2e-4);
  });

  test('makes steps whose outputs are orthogonal and have no mean', () => {
    const values = firstUpdate('SWAN(lr=1,ns_steps=30,post_norm=false)', gradients[0]!)['actor.head.kernel']!;
    const [one, other] = [0, 1].map((output) => values.filter((_, i) => i % 2 === output));
    const dot = one!.reduce((sum, value, i) => sum + value * other![i]!, 0);
    expect([dot, one!.reduce((sum, x) => sum + x), Math.hypot(...one!), Math.hypot(...other!)]).toEqual(
      [0, 0, 1, 1].map((value) => expect.closeTo(value, 3)),
    );
  });

  test('does not move kernels without a gradient, of which the reference makes NaN', () => {
    const zero = mapMember(gradients[0]!, () => 0);
    for (const spec of ['SWAN', 'SWAN(post_norm=false,momentum=0.9)']) {
      expect(trained(spec, initial, [zero, zero])).toEqual(trained('SGD(lr=0)', initial, [zero]));
    }
  });

  test('whitens the gradient of a single input as it is', () => {
    const gradient = { 'a.head.kernel': { shape: [1, 2], values: [3, 4] } } as const;
    const update = firstUpdate('SWAN(lr=1)', gradient)['a.head.kernel']!;
    expect(furthest(update, [-3, -4])).toBeLessThan(1e-4);
  });

  test('leaves vectors to Adam, and last layers if it is told to', () => {
    const [adam, own, less] = ['ADAM(lr=3e-4,betas=[0.9,0.95],eps=1e-10)', 'SWAN', 'SWAN(heads=false)'].map(
      (spec) => trained(spec, initial, gradients),
    );
    for (const name of biases) expect(furthest(own![name]!, adam![name]!)).toBeLessThan(1e-6);
    expect(furthest(less!['actor.head.kernel']!, adam!['actor.head.kernel']!)).toBeLessThan(1e-6);
    expect(furthest(own!['actor.head.kernel']!, adam!['actor.head.kernel']!)).toBeGreaterThan(1e-3);
  });

  test('takes no momentum for a momentum of zero', () => {
    expect(trained('SWAN(momentum=none)', initial, gradients)).toEqual(
      trained('SWAN(momentum=0)', initial, gradients),
    );
  });
});
