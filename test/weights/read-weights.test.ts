import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { RandomStream } from '../../src/random.ts';
import { readWeights, tensorsOf } from '../../src/weights/index.ts';
import { sharedWeights, withoutWeights } from './shared-weights.ts';
import { flaxBytes, npyBytes, safetensorsBytes, type Written, writeWeights } from './write-weights.ts';

const matrix: Written = { shape: [2, 3], values: [0.5, -0.25, 3, 1e-3, 0, 7] };
const vector: Written = { shape: [3], values: [1, 2, 4] };

test.each([1, 2, 3] as const)('reads version %i of npy', (version) => {
  const read = tensorsOf(npyBytes(matrix, 'float64', version), 'x.npy').get('')!;
  expect({ shape: read.shape, values: [...read.values] }).toEqual(matrix);
});

test('reads single precision as it is', () => {
  const read = tensorsOf(npyBytes(matrix, 'float32'), 'x.npy').get('')!;
  expect([...read.values]).toEqual(matrix.values.map(Math.fround));
});

test('reads safetensors by name', () => {
  const read = tensorsOf(safetensorsBytes({ 'a.weight': matrix, b: vector }), 'x.safetensors');
  expect([...read.keys()]).toEqual(['a.weight', 'b']);
  expect([...read.get('b')!.values]).toEqual(vector.values);
});

test('reads flax by the keys that lead there, slashes in keys included', () => {
  const read = tensorsOf(flaxBytes({ 'rnn/linear': { w: matrix }, b: vector }), 'theta.state');
  expect([...read.keys()]).toEqual(['rnn/linear/w', 'b']);
  expect([...read.get('rnn/linear/w')!.values]).toEqual(matrix.values);
});

interface Check {
  readonly file: string;
  readonly sha256: string;
  readonly floats: number;
  readonly tensors: readonly { shape: number[]; sum: number; sum_of_squares: number; first3: number[] }[];
}
const { files } = JSON.parse(
  readFileSync(new URL('../goldens/learned/tensors.json', import.meta.url), 'utf8'),
) as { files: Check[] };

test.for(files)('decodes $file as it was written', ({ file, sha256, floats, tensors }, context) => {
  const path = sharedWeights(file.replace(/^weights\//, ''));
  if (path === undefined) return context.skip(withoutWeights(file));
  const weights = readWeights(path);
  expect(weights.sha256).toBe(sha256);
  const numbers = [...weights.tensors.values()].flatMap(({ values }) => [...values]);
  expect(numbers.length).toBe(floats);
  let at = 0;
  for (const { shape, sum, sum_of_squares, first3 } of tensors) {
    const own = numbers.slice(at, at + shape.reduce((product, each) => product * each, 1));
    at += own.length;
    expect(own.slice(0, 3)).toEqual(first3.slice(0, own.length));
    const squares = own.reduce((total, each) => total + each * each, 0);
    expect(Math.abs(squares - sum_of_squares)).toBeLessThanOrEqual(1e-12 * sum_of_squares);
    // The sum may cancel, so that its rounding goes by the size of what is added.
    const total = own.reduce((so, each) => so + each, 0);
    const size = own.reduce((so, each) => so + Math.abs(each), 0);
    expect(Math.abs(total - sum)).toBeLessThanOrEqual(1e-12 * size);
  }
});

const whole = {
  npy: npyBytes(matrix),
  safetensors: safetensorsBytes({ 'a.weight': matrix, b: vector }),
  state: flaxBytes({ 'rnn/linear': { w: matrix }, b: vector }),
};

test('refuses 500 corrupted files in one line, or reads what still is a whole file', () => {
  let refused = 0;
  for (let seed = 0; seed < 500; seed++) {
    const stream = RandomStream.of(seed, 'corrupt');
    const [ending, sound] = Object.entries(whole)[seed % 3]!;
    const bytes = Buffer.from(sound);
    const place = stream.integer(bytes.length);
    const way = stream.integer(4);
    const corrupted =
      way === 0
        ? bytes.subarray(0, place)
        : way === 1
          ? Buffer.concat([bytes, Buffer.alloc(1 + stream.integer(40), stream.integer(256))])
          : way === 2
            ? Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1 + stream.integer(9))])
            : bytes;
    if (way === 3) for (let i = 0; i < 4; i++) bytes[stream.integer(bytes.length)] = stream.integer(256);
    try {
      const read = readWeights(writeWeights(corrupted, ending));
      for (const { shape, values } of read.tensors.values()) {
        expect(values.length).toBe(shape.reduce((product, each) => product * each, 1));
      }
    } catch (error) {
      expect(error, `case ${seed}`).toBeInstanceOf(UsageError);
      expect((error as Error).message).toMatch(/^weights "[^\n]+" cannot be read: [^\n]{5,300}$/);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(375);
});

const safetensors = (header: unknown, data = 24): Buffer => {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(data)]);
};
const f32 = (shape: unknown, ...data_offsets: number[]) => ({ dtype: 'F32', shape, data_offsets });

test.each([
  ['a shape that the bytes do not fill', safetensors({ a: f32([7], 0, 24) }), /takes 28 bytes, and has 24/],
  ['a shape of no sizes', safetensors({ a: f32([-6], 0, 24) }), /shape of "a" is no list of sizes/],
  ['a gigantic shape', safetensors({ a: f32([1e15, 1e15], 0, 24) }), /and has 24/],
  ['arrays that overlap', safetensors({ a: f32([6], 0, 24), b: f32([2], 4, 12) }), /"b" does not lie/],
  ['a hole', safetensors({ a: f32([2], 16, 24) }), /"a" does not lie/],
  ['an array beyond the end', safetensors({ a: f32([8], 0, 32) }), /"a" does not lie/],
  ['bytes of no array', safetensors({ a: f32([2], 0, 8) }), /16 bytes at its end/],
  ['half precision', safetensors({ a: { ...f32([12], 0, 24), dtype: 'F16' } }), /"a" is of the type F16/],
  ['a header beyond the end', Buffer.alloc(16, 255), /more than the file has/],
])('refuses safetensors with %s', (_, bytes, message) => {
  expect(() => tensorsOf(bytes, 'x.safetensors')).toThrow(message);
});

test.each([
  ['objects of Python', "'descr': '|O', 'fortran_order': False, 'shape': (1,)", /type "\|O"/],
  ['big-endian numbers', "'descr': '>f4', 'fortran_order': False, 'shape': (1,)", /type ">f4"/],
  ['an expression', "'descr': '<f4', 'fortran_order': False, 'shape': (2**40,)", /not as NumPy writes/],
  ['columns first', "'descr': '<f4', 'fortran_order': True, 'shape': (1, 1)", /Fortran order/],
])('refuses npy with %s', (_, fields, message) => {
  const header = `{${fields}, }\n`;
  const bytes = Buffer.from([
    0x93,
    ...Buffer.from('NUMPY'),
    1,
    0,
    header.length,
    0,
    ...Buffer.from(header),
    0,
    0,
    0,
    0,
  ]);
  expect(() => tensorsOf(bytes, 'x.npy')).toThrow(message);
});

test('refuses what is no file, and reads one anew that was written again', () => {
  expect(() => readWeights('/nowhere/x.npy')).toThrow(
    'weights "/nowhere/x.npy" cannot be read: there is no such file',
  );
  expect(() => readWeights('/tmp')).toThrow(/it is no file$/);
  const path = writeWeights(npyBytes(vector), 'npy');
  const { sha256 } = readWeights(path);
  expect(readWeights(path).sha256).toBe(sha256);
});
