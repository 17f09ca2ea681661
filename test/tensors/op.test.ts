import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gaussianOp } from '../../agents/distributions/gaussian.ts';
import { dense } from '../../agents/networks/dense.ts';
import { gatherRows } from '../../src/tensors/gather-rows.ts';
import { ParameterLayout } from '../../src/tensors/parameter-layout.ts';
import * as tf from '../../src/tensors/tf.ts';

const x = tf.tensor3d([0.5, -0.25, 0.75, 0.125, -0.5, 1], [1, 3, 2]);
const kernel = tf.tensor3d([0.3, -0.7, 0.2, 0.9], [1, 2, 2]);
const bias = tf.tensor3d([0.1, -0.1], [1, 1, 2]);

test('an op of our own leaves no tensors but its results', () => {
  const before = tf.memory().numTensors;
  dense(x, kernel, bias, 'tanh').dispose();
  const { value, grad } = tf.valueAndGrad((w: tf.Tensor) => tf.sum(dense(x, w, bias, 'tanh')) as tf.Scalar)(
    kernel,
  );
  tf.dispose([value, grad]);
  expect(tf.memory().numTensors).toBe(before);
});

test('the gradient of an op of our own has a gradient', () => {
  const [means, logStd, actions] = [x, tf.tensor3d([0.2, -0.4], [1, 1, 2]), tf.mul(x, -2)];
  const logProb = (mean: tf.Tensor): tf.Tensor =>
    tf.sum(gaussianOp({ means: mean, logStd, actions }, {})[0]!);
  const slope = tf.grad(logProb);
  const curvature = tf
    .grad((mean: tf.Tensor) => tf.sum(tf.square(slope(mean))))(means)
    .dataSync();
  // The slope is (a - μ) / σ².
  const precision = tf.exp(tf.mul(logStd, -2));
  const wanted = tf.mul(tf.mul(tf.sub(actions, means), -2), tf.square(precision)).dataSync();
  curvature.forEach((value, index) => {
    expect(value / wanted[index]!).toBeCloseTo(1, 5);
  });
});

test('leaves split off a vector are its parts, and joined they are the vector', () => {
  const shape = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
  fc.assert(
    fc.property(
      fc.array(shape, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 3 }),
      (shapes, members) => {
        tf.tidy(() => {
          const layout = new ParameterLayout(shapes.map((own, index) => ({ name: `${index}`, shape: own })));
          const values = Float32Array.from({ length: members * layout.length }, (_, i) => i);
          const vector = tf.tensor3d(values, [members, 1, layout.length]);
          const leaves = layout.split(vector);
          expect(leaves.map((leaf) => leaf.shape)).toEqual(shapes.map((own) => [members, ...own]));
          leaves.forEach((leaf, index) => {
            const start = (members - 1) * layout.length + layout.offsets[index]!;
            expect(leaf.dataSync()[(members - 1) * layout.sizes[index]!]).toBe(start);
          });
          expect(layout.join(leaves).dataSync()).toEqual(vector.dataSync());
        });
      },
    ),
  );
});

test('rows gathered from several tables are the tables’ own', () => {
  const tables = fc.record({
    rows: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 40 }),
    places: fc.array(fc.nat(), { minLength: 2, maxLength: 12 }),
  });
  fc.assert(
    fc.property(tables, ({ rows, width, places }) => {
      const chosen = places.slice(0, 2 * Math.floor(places.length / 2)).map((place) => place % rows);
      const number = (row: number, at: number) => 100 * row + at;
      const wanted = (columns: number) =>
        chosen.flatMap((row) => Array.from({ length: columns }, (_, at) => number(row, at)));
      const table = (columns: number) =>
        Array.from({ length: rows * columns }, (_, at) => number(Math.floor(at / columns), at % columns));
      tf.tidy(() => {
        const { wide, whole } = gatherRows(
          {
            wide: tf.tensor2d(table(width), [rows, width]),
            whole: tf.tensor1d(table(1), 'int32'),
          },
          tf.tensor2d(chosen, [2, chosen.length / 2], 'int32'),
        );
        expect([wide.shape, whole.shape]).toEqual([
          [2, chosen.length / 2, width],
          [2, chosen.length / 2],
        ]);
        expect(whole.dtype).toBe('int32');
        expect([...wide.dataSync()]).toEqual(wanted(width));
        expect([...whole.dataSync()]).toEqual(wanted(1));
      });
    }),
  );
});
