import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safetensorsFile, tensorsOf, type WeightTensors } from '../../src/weights/index.ts';

const arrays = fc
  .uniqueArray(
    fc.tuple(fc.string({ minLength: 1, unit: 'grapheme' }), fc.array(fc.nat({ max: 3 }), { maxLength: 3 })),
    { selector: ([name]) => name, maxLength: 4 },
  )
  // Names that JavaScript orders as numbers would, or takes for a prototype, are none of a network's.
  .filter((all) => all.every(([name]) => !/^\d+$|^__/.test(name)))
  .chain((all) =>
    fc.tuple(
      ...all.map(([name, shape]) => {
        const size = shape.reduce((product, each) => product * each, 1);
        return fc
          .array(fc.float(), { minLength: size, maxLength: size })
          .map((values) => [name, { shape, values: Float64Array.from(values) }] as const);
      }),
    ),
  )
  .map((all): WeightTensors => new Map(all));

test('what is written is read back, bit by bit and in its order', () => {
  fc.assert(
    fc.property(arrays, fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }), (tensors, metadata) => {
      expect([...tensorsOf(safetensorsFile(tensors, metadata), 'x.safetensors')]).toEqual([...tensors]);
    }),
  );
});

test('the same arrays make the same bytes, and the metadata stands in the header', () => {
  const tensors: WeightTensors = new Map([['a.weight', { shape: [2], values: Float64Array.of(1, 0.1) }]]);
  const bytes = safetensorsFile(tensors, { seed: '3' });
  expect(safetensorsFile(tensors, { seed: '3' })).toEqual(bytes);
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(length % 8).toBe(0);
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  expect(header).toEqual({
    __metadata__: { seed: '3' },
    'a.weight': { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
  });
  expect(bytes.length).toBe(8 + length + 8);
});
