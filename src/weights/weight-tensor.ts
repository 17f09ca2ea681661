import { UsageError } from '../errors.ts';

/** An array of a file of weights. */
export interface WeightTensor {
  readonly shape: readonly number[];
  /** Row by row, as many as the shape says. */
  readonly values: Float64Array;
}

/** Arrays by name; that of a file which names none is called `''`. */
export type WeightTensors = ReadonlyMap<string, WeightTensor>;

/** How many numbers an array holds. @throws UsageError for what is no shape. */
export function sizeOf(shape: unknown, called: string): number {
  const isDimension = (each: unknown) => Number.isSafeInteger(each) && (each as number) >= 0;
  if (!Array.isArray(shape) || shape.length > 32 || !shape.every(isDimension)) {
    throw new UsageError(`the shape of ${called} is no list of sizes`);
  }
  return shape.reduce((product: number, each: number) => product * each, 1);
}

/** Little-endian numbers of 4 or 8 bytes; there must be exactly as many as the shape says. @throws UsageError */
export function numbersOf(bytes: Uint8Array, width: 4 | 8, shape: unknown, called: string): WeightTensor {
  const size = sizeOf(shape, called);
  if (size * width !== bytes.length) {
    throw new UsageError(
      `${called} has the shape [${shape}], which takes ${size * width} bytes, and has ${bytes.length}`,
    );
  }
  // A view at a place of its own: the numbers of a file lie where they lie, not at multiples of their width.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values = Float64Array.from({ length: size }, (_, index) =>
    width === 4 ? view.getFloat32(index * 4, true) : view.getFloat64(index * 8, true),
  );
  return { shape: shape as number[], values };
}
