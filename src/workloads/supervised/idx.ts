import { refusedData } from './data-file.ts';

/** Unsigned bytes of an IDX file. */
export interface IdxArray {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes: two zero bytes, the type 0x08, the number of axes, their sizes as big-endian 32-bit numbers,
 * and the values (LeCun, Cortes & Burges, The MNIST database of handwritten digits).
 *
 * @param path for the message. @param axes that it must have.
 * @throws UsageError where it is another file, or not whole.
 */
export function readIdx(bytes: Uint8Array, path: string, axes: number): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0) throw refusedData(path, 'it is no IDX file');
  if (bytes[2] !== 8) throw refusedData(path, 'it is an IDX file of another type than unsigned bytes');
  if (bytes[3] !== axes) {
    throw refusedData(path, `it is an IDX file of ${bytes[3]} axes where there must be ${axes}`);
  }
  const header = 4 + 4 * axes;
  if (bytes.length < header) throw refusedData(path, 'it ends within its header');
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, length) => product * length, 1);
  const there = bytes.length - header;
  if (there !== size) {
    throw refusedData(path, `its header announces ${size} values, ${shape.join(' × ')}, and ${there} follow`);
  }
  return { shape, values: bytes.subarray(header) };
}
