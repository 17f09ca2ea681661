import { describe, expect, test } from 'vitest';
import { convolution } from '../../agents/networks/convolution.ts';
import { derivativeForward } from '../../agents/networks/tangents.ts';
import { fold, unfold } from '../../agents/networks/unfold.ts';
import { derivativeAlong } from '../../src/tensors/derivatives.ts';
import * as tf from '../../src/tensors/tf.ts';
import { membersAreApart } from '../members-are-apart.ts';
import { doublePrecision, expectClose, goldenCases } from './golden.ts';

interface Case {
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly out: number;
  readonly size: number;
  readonly padding: number;
  readonly relu: boolean;
  readonly x: readonly number[];
  readonly weight: readonly number[];
  readonly bias: readonly number[];
  readonly dy: readonly number[];
  readonly expected: {
    readonly y: readonly number[];
    readonly ofX: readonly number[];
    readonly ofWeight: readonly number[];
    readonly ofBias: readonly number[];
  };
}

const tolerance = doublePrecision ? 1e-10 : 2e-5;
const named = goldenCases<Case>('conv_grad').map(
  (each) =>
    [
      `${each.size}×${each.size} on ${each.height}×${each.width}×${each.channels}, margin ${each.padding}`,
      each,
    ] as const,
);

/** Pictures of PyTorch, channel by channel, as ours: a row each, the channels of a place together. */
const fromTorch = (values: readonly number[], batch: number, channels: number): tf.Tensor =>
  tf.reshape(
    tf.transpose(tf.tensor([...values], [batch, channels, values.length / batch / channels]), [0, 2, 1]),
    [1, batch, -1],
  );
const toTorch = (x: tf.Tensor, batch: number, channels: number): ArrayLike<number> =>
  tf.transpose(tf.reshape(x, [batch, -1, channels]), [0, 2, 1]).dataSync();

/** The same as the first and the third of three members; the second is its negative. */
const inCompany = (x: tf.Tensor): tf.Tensor => tf.concat([x, tf.neg(x), x], 0);
const memberOf = (x: tf.Tensor, member: number): tf.Tensor => tf.slice(x, [member, 0, 0], [1, -1, -1]);

function given(of: Case) {
  const { batch, channels, out, size } = of;
  const kernel = tf.transpose(tf.tensor([...of.weight], [out, channels, size * size]), [2, 1, 0]);
  return {
    x: fromTorch(of.x, batch, channels),
    kernel: tf.reshape(kernel, [1, size * size * channels, out]),
    bias: tf.tensor([...of.bias], [1, 1, out]),
    dy: fromTorch(of.dy, batch, out),
    options: {
      picture: { height: of.height, width: of.width, channels },
      ...{ size, margin: of.padding },
      activation: of.relu ? ('relu' as const) : ('linear' as const),
    },
  };
}

/** What a convolution puts out, and the gradients of its sum with `dy`: in the input as well, unless that is data. */
function computed(of: Case, inputIsData: boolean, prepare: (x: tf.Tensor) => tf.Tensor = (x) => x) {
  const { options, ...tensors } = given(of);
  const [x, kernel, bias, dy] = [tensors.x, tensors.kernel, tensors.bias, tensors.dy].map(prepare) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const forward = (...[k, b, input = x]: tf.Tensor[]): tf.Tensor =>
    convolution(input, k!, b!, { ...options, inputIsData });
  const at = inputIsData ? [kernel, bias] : [kernel, bias, x];
  const slopes = tf.grads((...args) => tf.sum(tf.mul(forward(...args), dy)))(at);
  return { y: forward(...at), slopes };
}

describe.each(named)('A convolution of %s', (_, of) => {
  const { batch, channels, out, size, expected } = of;

  test.each([false, true])('is that of torch, and so are its gradients; input is data: %s', (inputIsData) => {
    tf.tidy(() => {
      const { y, slopes } = computed(of, inputIsData);
      expectClose(toTorch(y, batch, out), expected.y, tolerance);
      const [ofKernel, ofBias, ofX] = slopes;
      const weight = tf.transpose(tf.reshape(ofKernel!, [size * size, channels, out]), [2, 1, 0]);
      expectClose(weight.dataSync(), expected.ofWeight, tolerance);
      expectClose(ofBias!.dataSync(), expected.ofBias, tolerance);
      if (inputIsData) expect(ofX).toBe(undefined);
      else expectClose(toTorch(ofX!, batch, channels), expected.ofX, tolerance);
    });
  });

  test.runIf(membersAreApart)('computes a member as it would alone, bit for bit, and gradients too', () => {
    tf.tidy(() => {
      const alone = computed(of, false);
      const together = computed(of, false, inCompany);
      for (const member of [0, 2]) {
        const numbers = (x: tf.Tensor) => [...x.dataSync()];
        expect(numbers(memberOf(together.y, member))).toEqual(numbers(alone.y));
        for (const [index, slope] of alone.slopes.entries()) {
          expect(numbers(memberOf(together.slopes[index]!, member))).toEqual(numbers(slope));
        }
      }
    });
  });

  test('has a derivative along a direction that is the same carried forward and twice back', () => {
    tf.tidy(() => {
      const { x, kernel, bias, options } = given(of);
      const direction = { kernel: tf.sin(kernel), bias: tf.cos(bias), x: tf.cos(x) };
      const named = { kernel, bias, x };
      const act = (at: typeof named) =>
        convolution(at.x, at.kernel, at.bias, { ...options, inputIsData: false });
      const carried = derivativeForward(named, direction, () => act(named))!;
      const sizes = Object.values(named).map(({ size: length }) => length);
      const joined = (of: typeof named) => tf.concat(Object.values(of).map((each) => tf.reshape(each, [-1])));
      const apart = (vector: tf.Tensor) => {
        const [k, b, input] = tf.split(vector, sizes);
        const [own, ownBias] = [tf.reshape(k!, kernel.shape), tf.reshape(b!, bias.shape)];
        return act({ kernel: own, bias: ownBias, x: tf.reshape(input!, x.shape) });
      };
      const back = derivativeAlong(apart, joined(named), joined(direction));
      expectClose(carried.dataSync(), [...back.dataSync()], doublePrecision ? 1e-10 : 1e-4);
    });
  });

  test.runIf(doublePrecision)('has gradients that finite differences have too', () => {
    tf.tidy(() => {
      const { x, kernel, bias, dy, options } = given(of);
      const start = [kernel, bias, x];
      const loss = (...[k, b, input]: tf.Tensor[]): tf.Tensor =>
        tf.sum(tf.mul(convolution(input!, k!, b!, { ...options, inputIsData: false }), dy));
      const slopes = tf.grads(loss)(start);
      const step = 1e-6;
      for (const [index, at] of start.entries()) {
        const unit = tf.div(tf.reshape(tf.sin(tf.range(1, at.size + 1)), at.shape), Math.sqrt(at.size));
        const lossAt = (by: number) =>
          loss(...start.map((own, i) => (i === index ? tf.add(own, tf.mul(unit, by)) : own))).dataSync()[0]!;
        const measured = (lossAt(step) - lossAt(-step)) / (2 * step);
        expectClose(measured, tf.sum(tf.mul(slopes[index]!, unit)).dataSync()[0]!, 1e-7);
      }
    });
  });
});

test('Folding is the transposed of unfolding', () => {
  tf.tidy(() => {
    for (const [size, margin] of [
      [3, 0],
      [3, 1],
      [2, 0],
      [2, 1],
      [5, 2],
    ] as const) {
      const squares = { picture: { height: 5, width: 6, channels: 2 }, size, margin };
      const x = tf.reshape(tf.sin(tf.range(0, 2 * 3 * 60)), [2, 3, 60]);
      const apart = unfold(x, squares);
      const y = tf.reshape(tf.cos(tf.range(0, apart.size)), apart.shape);
      const product = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0]!;
      const wanted = product(apart, y);
      expectClose(product(x, fold(y, squares)), wanted, doublePrecision ? 1e-12 : 1e-4);
    }
  });
});
