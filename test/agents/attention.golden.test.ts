import { describe, expect, test } from 'vitest';
import { causalAttention } from '../../agents/networks/attention.ts';
import { dense } from '../../agents/networks/dense.ts';
import * as tf from '../../src/tensors/tf.ts';
import { membersAreApart } from '../members-are-apart.ts';
import { doublePrecision, expectClose, goldenCases } from './golden.ts';

interface Case {
  readonly kind: 'MultiheadAttention' | 'scaled_dot_product_attention';
  readonly batch: number;
  readonly length: number;
  readonly width: number;
  readonly heads: number;
  /** `[out][in]` and `[out]`, of MultiheadAttention. */
  readonly parameters?: Readonly<Record<string, readonly number[]>>;
  readonly x: readonly number[];
  readonly dy: readonly number[];
  readonly expected: {
    readonly y: readonly number[];
    readonly ofX: readonly number[];
    readonly ofParameters?: Readonly<Record<string, readonly number[]>>;
  };
}

const tolerance = doublePrecision ? 1e-10 : 2e-5;
const named = goldenCases<Case>('attention_grad').map(
  (each) => [`${each.kind} of ${each.heads} heads on ${each.length} positions`, each] as const,
);

/** Attention of a member as a function of its input and, where it has some, its parameters, with what these are. */
function attentionOf({ batch, length, width, heads, parameters, x, dy }: Case) {
  const rows = batch * length;
  const input = tf.tensor([...x], [1, rows, x.length / rows]);
  const upstream = tf.tensor([...dy], [1, rows, width]);
  const names = Object.keys(parameters ?? {});
  const own = names.map((name) => {
    const values = [...parameters![name]!];
    if (!name.endsWith('weight')) return tf.tensor(values, [1, 1, values.length]);
    return tf.reshape(tf.transpose(tf.tensor(values, [values.length / width, width])), [1, width, -1]);
  });
  const forward = (seen: tf.Tensor, ...given: tf.Tensor[]): tf.Tensor => {
    if (names.length === 0) return causalAttention(seen, length, heads);
    const at = (name: string): tf.Tensor => given[names.indexOf(name)]!;
    const apart = dense(seen, at('in_proj_weight'), at('in_proj_bias'), 'linear');
    const mixed = causalAttention(apart, length, heads);
    return dense(mixed, at('out_proj.weight'), at('out_proj.bias'), 'linear');
  };
  return { start: [input, ...own], upstream, names, forward };
}

describe.each(named)('%s', (_, of) => {
  const { expected, width } = of;

  test('is that of torch, and so are its gradients', () => {
    tf.tidy(() => {
      const { start, upstream, names, forward } = attentionOf(of);
      expectClose(forward(start[0]!, ...start.slice(1)).dataSync(), expected.y, tolerance);
      const loss = (seen: tf.Tensor, ...given: tf.Tensor[]) =>
        tf.sum(tf.mul(forward(seen, ...given), upstream));
      const [ofX, ...ofParameters] = tf.grads(loss as (...args: tf.Tensor[]) => tf.Tensor)(start);
      expectClose(ofX!.dataSync(), expected.ofX, tolerance);
      for (const [index, name] of names.entries()) {
        const slope = ofParameters[index]!;
        const asTorch = name.endsWith('weight') ? tf.transpose(tf.reshape(slope, [width, -1])) : slope;
        expectClose(asTorch.dataSync(), expected.ofParameters![name]!, tolerance, name);
      }
    });
  });

  test.runIf(membersAreApart)('computes a member as it would alone, bit for bit, and gradients too', () => {
    tf.tidy(() => {
      const { start, upstream, forward } = attentionOf(of);
      const both = (prepare: (x: tf.Tensor) => tf.Tensor) => {
        const at = start.map(prepare);
        const loss = (...given: tf.Tensor[]): tf.Tensor =>
          tf.sum(tf.mul(forward(given[0]!, ...given.slice(1)), prepare(upstream)));
        return [forward(at[0]!, ...at.slice(1)), ...tf.grads(loss)(at)];
      };
      const alone = both((x) => x);
      const together = both((x) => tf.concat([x, tf.neg(x), x], 0));
      for (const [index, each] of alone.entries()) {
        for (const member of [0, 2]) {
          const own = tf.slice(together[index]!, [member, 0, 0], [1, -1, -1]);
          expect([...own.dataSync()]).toEqual([...each.dataSync()]);
        }
      }
    });
  });

  test.runIf(doublePrecision)('has gradients that finite differences have too', () => {
    tf.tidy(() => {
      const { start, upstream, forward } = attentionOf(of);
      const loss = (...given: tf.Tensor[]): tf.Tensor =>
        tf.sum(tf.mul(forward(given[0]!, ...given.slice(1)), upstream));
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
