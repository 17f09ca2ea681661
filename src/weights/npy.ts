import { UsageError } from '../errors.ts';
import { numbersOf, sizeOf, type WeightTensor } from './weight-tensor.ts';

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** True for a file of NumPy by its first bytes. */
export function isNpy(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/**
 * The array of a `.npy` file of weights, format versions 1 to 3 (numpy/lib/format.py). Its header is a Python literal, of which only
 * the one form that NumPy writes is read; nothing is evaluated.
 *
 * @throws UsageError for any other file, and for arrays that are not float32 or float64, in C order.
 */
export function readNpy(bytes: Uint8Array): WeightTensor {
  const { descr, shape, content } = arrayIn(bytes);
  const width = { '<f4': 4, '<f8': 8 }[descr] as 4 | 8 | undefined;
  if (width === undefined) {
    throw new UsageError(`its numbers are of the type ${JSON.stringify(descr)}, not <f4 or <f8`);
  }
  return numbersOf(content, width, shape, 'the array');
}

/** What else than floats tables of numbers are written as. */
const integers: Readonly<Record<string, { width: number; read: (view: DataView, at: number) => number }>> = {
  '<i8': { width: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  '<i4': { width: 4, read: (view, at) => view.getInt32(at, true) },
  '|b1': { width: 1, read: (view, at) => view.getUint8(at) },
};

/** The same of numbers that need not be weights: integers of 4 and 8 bytes and booleans too. @throws UsageError */
export function readNpyNumbers(bytes: Uint8Array): WeightTensor {
  const { descr, shape, content } = arrayIn(bytes);
  const kind = Object.hasOwn(integers, descr) ? integers[descr] : undefined;
  if (kind === undefined) return readNpy(bytes);
  const size = sizeOf(shape, 'the array');
  if (size * kind.width !== content.length) {
    throw new UsageError(`the array has the shape [${shape}] and ${content.length} bytes`);
  }
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  return {
    shape,
    values: Float64Array.from({ length: size }, (_, index) => kind.read(view, index * kind.width)),
  };
}

function arrayIn(bytes: Uint8Array): { descr: string; shape: number[]; content: Uint8Array } {
  const version = bytes[6]!;
  const start = version === 1 ? 10 : 12;
  if (!isNpy(bytes) || bytes.length < start) throw new UsageError('it ends within the header of a .npy file');
  if (version < 1 || version > 3) throw new UsageError(`it is a .npy file of version ${version}, not 1 to 3`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > bytes.length) throw new UsageError('it ends within the header of a .npy file');
  const header = Buffer.from(bytes.subarray(start, start + length)).toString(
    version === 3 ? 'utf8' : 'latin1',
  );
  const { descr, fortran, shape } = fieldsOf(header);
  if (fortran && shape.length > 1) throw new UsageError('its array is in Fortran order; save it in C order');
  return { descr, shape, content: bytes.subarray(start + length) };
}

function fieldsOf(header: string): { descr: string; fortran: boolean; shape: number[] } {
  const found =
    /^\{'descr': '([^'\\]{1,16})', 'fortran_order': (True|False), 'shape': \(((?:\d{1,15}, ?)*\d{0,15})\), ?\} *\n?$/.exec(
      header,
    );
  if (!found)
    throw new UsageError('the header of the .npy file is not as NumPy writes it for one array of numbers');
  const [, descr, fortran, sizes] = found as unknown as [string, string, string, string];
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  return { descr, fortran: fortran === 'True', shape };
}
