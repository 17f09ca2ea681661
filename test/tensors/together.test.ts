import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as tf from '../../src/tensors/tf.ts';
import { readTogether, sendTogether } from '../../src/tensors/together.ts';

const parcel = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.record({
      numbers: fc.float32Array({
        minLength: rows * columns,
        maxLength: rows * columns,
        noNaN: true,
      }),
      shape: fc.constant([rows, columns]),
    }),
  );

test('what is sent together and read together is what it was, and nothing is left', async () => {
  await fc.assert(
    fc.asyncProperty(parcel, fc.option(parcel, { nil: undefined }), parcel, async (a, b, c) => {
      const before = tf.memory().numTensors;
      const read = await readTogether(() => {
        const sent = sendTogether({ a, b, c }, (now) => now);
        expect([sent.a?.shape, sent.b?.shape, sent.c?.shape]).toEqual([a.shape, b?.shape, c.shape]);
        return sent;
      });
      expect(read).toEqual({ a: a.numbers, ...(b && { b: b.numbers }), c: c.numbers });
      expect(tf.memory().numTensors).toBe(before);
    }),
  );
});

test('one alone travels alone', async () => {
  const numbers = Float32Array.of(1, -2, 0.5);
  const read = await readTogether(() => ({
    twice: tf.mul(sendTogether({ x: { numbers, shape: [3] } }, (now) => now).x!, 2),
    nothing: undefined,
  }));
  expect(read).toEqual({ twice: Float32Array.of(2, -4, 1) });
});
