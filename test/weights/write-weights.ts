import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExtData, encode } from '@msgpack/msgpack';

/** An array to be written. */
export interface Written {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** In doubles, so that goldens in float64 are held to all of their digits, or in single precision. */
export type Precision = 'float32' | 'float64';

function bytesOf({ values }: Written, precision: Precision): Buffer {
  const width = precision === 'float32' ? 4 : 8;
  const bytes = Buffer.alloc(values.length * width);
  values.forEach((value, index) => {
    if (width === 4) bytes.writeFloatLE(value, index * 4);
    else bytes.writeDoubleLE(value, index * 8);
  });
  return bytes;
}

/** The bytes of a `.npy` file. */
export function npyBytes(array: Written, precision: Precision = 'float64', version: 1 | 2 | 3 = 1): Buffer {
  const sizes = array.shape.map((size) => `${size},`).join(' ');
  const fields = `{'descr': '<f${precision === 'float32' ? 4 : 8}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const before = version === 1 ? 10 : 12;
  const header = `${fields.padEnd(Math.ceil((before + fields.length + 1) / 64) * 64 - before - 1)}\n`;
  const length = Buffer.alloc(before - 8);
  if (version === 1) length.writeUInt16LE(header.length);
  else length.writeUInt32LE(header.length);
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), version, 0]);
  return Buffer.concat([start, length, Buffer.from(header, 'latin1'), bytesOf(array, precision)]);
}

/** The bytes of a `.safetensors` file. */
export function safetensorsBytes(
  arrays: Readonly<Record<string, Written>>,
  precision: Precision = 'float64',
): Buffer {
  let end = 0;
  const data = Object.values(arrays).map((array) => bytesOf(array, precision));
  const described = Object.entries(arrays).map(([name, { shape }], index) => {
    const from = end;
    end += data[index]!.length;
    return [name, { dtype: precision === 'float32' ? 'F32' : 'F64', shape, data_offsets: [from, end] }];
  });
  const header = Buffer.from(
    JSON.stringify({ __metadata__: { from: 'test' }, ...Object.fromEntries(described) }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, ...data]);
}

/** Arrays in objects. */
export type WrittenTree = Written | { readonly [key: string]: WrittenTree };

/** The bytes of a file of flax. */
export function flaxBytes(tree: WrittenTree, precision: Precision = 'float64'): Buffer {
  const packed = (node: WrittenTree): unknown =>
    Array.isArray(node.values)
      ? new ExtData(1, encode([node.shape, precision, bytesOf(node as Written, precision)]))
      : Object.fromEntries(Object.entries(node).map(([key, child]) => [key, packed(child as WrittenTree)]));
  return Buffer.from(encode(packed(tree)));
}

let folder: string | undefined;
let files = 0;

/** Writes a file that nothing else uses. @returns its path. */
export function writeWeights(bytes: Uint8Array, ending: string): string {
  folder ??= mkdtempSync(join(tmpdir(), 'rl-bench-weights-'));
  const path = join(folder, `${++files}.${ending}`);
  writeFileSync(path, bytes);
  return path;
}
