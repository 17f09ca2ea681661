import { describe, expect, test } from 'vitest';
import { networks } from '../../agents/index.ts';
import { RandomStream } from '../../src/random.ts';
import * as tf from '../../src/tensors/tf.ts';
import { doublePrecision, expectClose } from './golden.ts';

const sequence = { length: 5, vocabulary: 7 };
const [members, rows, width, heads, layers] = [2, 3, 8, 2, 2];
const { length, vocabulary } = sequence;

function build(tied: boolean) {
  const { entry, settings } = networks.resolve(
    `transformer(layers=${layers},width=${width},heads=${heads},tied=${tied})`,
  );
  const shape = { name: 'net', inputs: length, outputs: length * vocabulary, outputGain: 1 };
  return entry.create(settings, { ...shape, sequence });
}

type Matrix = readonly (readonly number[])[];
type ParameterOf = (name: string) => { readonly values: readonly number[]; readonly columns: number };

const multiply = (x: Matrix, { values, columns }: ReturnType<ParameterOf>): number[][] =>
  x.map((row) =>
    Array.from({ length: columns }, (_, j) =>
      row.reduce((sum, v, i) => sum + v * values[i * columns + j]!, 0),
    ),
  );
const add = (x: Matrix, y: Matrix): number[][] => x.map((row, i) => row.map((value, j) => value + y[i]![j]!));

/** One sequence through the network, written out number by number. */
function plainForward(of: ParameterOf, symbols: readonly number[], tied: boolean): number[] {
  const norm = (layer: string, x: Matrix): number[][] =>
    x.map((row) => {
      const mean = row.reduce((sum, value) => sum + value, 0) / width;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
      const [scale, offset] = [of(`${layer}.scale`).values, of(`${layer}.offset`).values];
      return row.map((value, j) => ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[j]! + offset[j]!);
    });
  const linear = (layer: string, x: Matrix): number[][] =>
    multiply(x, of(`${layer}.kernel`)).map((row) =>
      row.map((value, j) => value + of(`${layer}.bias`).values[j]!),
    );
  const attention = (seen: Matrix): number[][] =>
    seen.map((row, place) =>
      Array.from({ length: heads }, (_, head) => {
        const size = width / heads;
        const part = (from: readonly number[], which: number) =>
          from.slice(which * width + head * size, which * width + (head + 1) * size);
        const before = seen.slice(0, place + 1);
        const scores = before.map((other) => {
          const keys = part(other, 1);
          return part(row, 0).reduce((sum, q, i) => sum + q * keys[i]!, 0) / Math.sqrt(size);
        });
        const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
        return Array.from({ length: size }, (_, i) =>
          before.reduce((sum, other, j) => sum + (Math.exp(scores[j]!) / total) * part(other, 2)[i]!, 0),
        );
      }).flat(),
    );
  const embedding = of('embedding.kernel').values;
  const positions = of('positions.weight').values;
  let x: number[][] = symbols.map((symbol, place) =>
    Array.from({ length: width }, (_, j) => embedding[symbol * width + j]! + positions[place * width + j]!),
  );
  for (let block = 0; block < layers; block++) {
    const seen = linear(`${block}_qkv`, norm(`${block}_norm_attention`, x));
    x = add(x, linear(`${block}_attention`, attention(seen)));
    const inner = linear(`${block}_wide`, norm(`${block}_norm_feed`, x));
    x = add(
      x,
      linear(
        `${block}_narrow`,
        inner.map((row) => row.map((value) => Math.max(0, value))),
      ),
    );
  }
  const last = norm('norm', x);
  if (!tied) return multiply(last, of('head.kernel')).flat();
  return last.flatMap((row) =>
    Array.from({ length: vocabulary }, (_, symbol) =>
      row.reduce((sum, value, j) => sum + value * embedding[symbol * width + j]!, 0),
    ),
  );
}

describe.each([false, true])('The transformer, its head tied: %s,', (tied) => {
  const network = build(tied);
  const stream = RandomStream.of(1, 'transformer');
  const values = new Map(
    network.parameters.map(({ name, shape: [r, c] }) => [
      name,
      Array.from({ length: members * r * c }, () => Math.fround(0.4 * stream.normal())),
    ]),
  );
  const symbols = Array.from({ length: members * rows * length }, () => stream.integer(vocabulary));

  const paramsOf = (only?: number) =>
    Object.fromEntries(
      network.parameters.map(({ name, shape }) => {
        const all = tf.tensor(values.get(name)!, [members, ...shape]);
        return [name, only === undefined ? all : tf.slice(all, [only, 0, 0], [1, -1, -1])];
      }),
    );
  const forward = (given: readonly number[], only?: number): number[] =>
    tf.tidy(() => {
      const input = tf.tensor3d([...given], [only === undefined ? members : 1, rows, length]);
      return [...network.forward(paramsOf(only), input).dataSync()];
    });

  test('computes what the formulas say', () => {
    const wanted = Array.from({ length: members * rows }, (_, row) => {
      const member = Math.floor(row / rows);
      const of: ParameterOf = (name) => {
        const { shape } = network.parameters.find((each) => each.name === `net.${name}`)!;
        const size = shape[0] * shape[1];
        return {
          values: values.get(`net.${name}`)!.slice(member * size, (member + 1) * size),
          columns: shape[1],
        };
      };
      return plainForward(of, symbols.slice(row * length, (row + 1) * length), tied);
    }).flat();
    expectClose(forward(symbols), wanted, doublePrecision ? 1e-10 : 2e-5);
  });

  test('says of no position what depends on a later one', () => {
    const found = forward(symbols);
    const changed = forward(
      symbols.map((symbol, at) => (at % length < 3 ? symbol : (symbol + 1) % vocabulary)),
    );
    for (const [index, value] of changed.entries()) {
      const place = Math.floor(index / vocabulary) % length;
      if (place < 3) expect(value).toBe(found[index]);
      else if (index % vocabulary === 0) expect(value).not.toBe(found[index]);
    }
  });

  test('computes a member as it would alone', () => {
    const each = members === 2 ? [0, 1] : [];
    const alone = each.flatMap((member) =>
      forward(symbols.slice(member * rows * length, (member + 1) * rows * length), member),
    );
    expect(alone).toEqual(forward(symbols));
  });

  // Single precision is too coarse for steps that are short beside the curvature.
  test.runIf(doublePrecision)('has gradients that finite differences have too, in every parameter', () => {
    tf.tidy(() => {
      const params = paramsOf();
      const names = Object.keys(params);
      const input = tf.tensor3d(symbols, [members, rows, length]);
      const weights = tf.randomNormal([members, rows, length * vocabulary], 0, 1, 'float32', 3);
      const loss = (...given: tf.Tensor[]): tf.Scalar =>
        tf.sum(
          tf.mul(
            network.forward(Object.fromEntries(names.map((name, i) => [name, given[i]!])), input),
            weights,
          ),
        ) as tf.Scalar;
      const start = names.map((name) => params[name]!);
      const slopes = tf.grads(loss)(start);
      const step = 1e-5;
      for (const [index, name] of names.entries()) {
        const direction = tf.randomNormal(start[index]!.shape, 0, 1, 'float32', 5);
        const unit = tf.div(direction, tf.norm(direction));
        const lossAt = (by: number) =>
          loss(...start.map((own, i) => (i === index ? tf.add(own, tf.mul(unit, by)) : own))).dataSync()[0]!;
        const measured = (lossAt(step) - lossAt(-step)) / (2 * step);
        const slope = tf.sum(tf.mul(slopes[index]!, unit)).dataSync()[0]!;
        const scale = Math.max(1, tf.norm(slopes[index]!).dataSync()[0]!);
        expect(Math.abs(measured - slope) / scale, name).toBeLessThan(1e-6);
      }
    });
  });
});

test('The transformer is refused in one line where there are no sequences, and heads that do not share its width', () => {
  const { entry, settings } = networks.resolve('transformer');
  expect(() => entry.create(settings, { name: 'actor', inputs: 4, outputs: 2, outputGain: 1 })).toThrow(
    /^network transformer reads sequences of symbols, and here is none; choose mlp, or train on text$/,
  );
  expect(() => networks.resolve('transformer(width=10,heads=4)')).toThrow('heads must divide width');
});
