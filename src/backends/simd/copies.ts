import * as tf from '../../tensors/tf.ts';
import { denseStrides, eachBlock, mergeAxes } from './axes.ts';
import type { SimdBackend } from './backend.ts';
import { isHeapType } from './heap-type.ts';
import type { OwnKernel, SimdKernel } from './register.ts';

const bytesPerWord = 4;

/** One side of a copy: where it begins and how it walks, in elements. */
interface Walk {
  readonly start: number;
  readonly strides: readonly number[];
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, value, i) => total + value * b[i]!, 0);

/** Copies a block of the given shape from one tensor into another of the same type. */
function copy(
  backend: SimdBackend,
  shape: readonly number[],
  [out, to]: readonly [tf.TensorInfo, Walk],
  [x, from]: readonly [tf.TensorInfo, Walk],
): void {
  const [kernel, width] =
    x.dtype === 'bool' ? [backend.kernels.copyBytes, 1] : [backend.kernels.copyWords, 4];
  const outAt = backend.address(out) + to.start * width;
  const xAt = backend.address(x) + from.start * width;
  const axes = mergeAxes(shape, [to.strides, from.strides], 3);
  const [n1, n2, n3] = axes.lengths.slice(-3) as [number, number, number];
  const [[o1, o2, o3], [x1, x2, x3]] = axes.strides.map((own) => own.slice(-3)) as [number[], number[]];
  eachBlock(axes, 3, ([outStart, xStart]) => {
    kernel(outAt + outStart! * width, xAt + xStart! * width, n1, n2, n3, o1!, o2!, o3!, x1!, x2!, x3!);
  });
}

/** A tensor of the type of another, for a kernel to fill. */
export function outputLike(
  backend: SimdBackend,
  { dtype }: tf.TensorInfo,
  shape: readonly number[],
): tf.TensorInfo {
  return backend.output(shape, isHeapType(dtype) ? dtype : undefined);
}

function sliceOf(
  backend: SimdBackend,
  x: tf.TensorInfo,
  begin: readonly number[],
  size: readonly number[],
): tf.TensorInfo {
  const out = outputLike(backend, x, size);
  const strides = denseStrides(x.shape);
  copy(
    backend,
    size,
    [out, { start: 0, strides: denseStrides(size) }],
    [x, { start: dot(begin, strides), strides }],
  );
  return out;
}

export const slice: SimdKernel = (backend, { x }, attrs) => {
  const given = attrs as { begin: number[]; size: number[] };
  const [begin, size] = tf.slice_util.parseSliceParams(x!, given.begin, given.size) as [number[], number[]];
  tf.slice_util.assertParamsValid(x!, begin, size);
  return size.includes(0) ? undefined : sliceOf(backend, x!, begin, size);
};

export const transpose: SimdKernel = (backend, { x }, attrs) => {
  const { perm } = attrs as { perm: number[] };
  const shape = perm.map((axis) => x!.shape[axis]!);
  const own = denseStrides(x!.shape);
  const strides = perm.map((axis) => own[axis]!);
  const out = outputLike(backend, x!, shape);
  copy(backend, shape, [out, { start: 0, strides: denseStrides(shape) }], [x!, { start: 0, strides }]);
  return out;
};

/** Every axis is walked twice: so many times without moving, then along. */
export const tile: SimdKernel = (backend, { x }, attrs) => {
  const { reps } = attrs as { reps: number[] };
  if (reps.length !== x!.shape.length || reps.includes(0)) return undefined;
  const own = denseStrides(x!.shape);
  const shape = x!.shape.map((length, axis) => length * reps[axis]!);
  const block = x!.shape.flatMap((length, axis) => [reps[axis]!, length]);
  const strides = own.flatMap((stride) => [0, stride]);
  const out = outputLike(backend, x!, shape);
  copy(backend, block, [out, { start: 0, strides: denseStrides(block) }], [x!, { start: 0, strides }]);
  return out;
};

const float = new Float32Array(1);
const bitsOfFloat = new Int32Array(float.buffer);

/** Writes one number everywhere in a tensor. */
function fill(backend: SimdBackend, out: tf.TensorInfo, value: number): void {
  const [at, count] = [backend.address(out), tf.util.sizeFromShape(out.shape)];
  float[0] = value;
  if (out.dtype === 'bool') backend.kernels.fillBytes(at, count, value);
  else backend.kernels.fillWords(at, count, out.dtype === 'float32' ? bitsOfFloat[0]! : value);
}

export const pad: SimdKernel = (backend, { x }, attrs) => {
  const { paddings, constantValue } = attrs as { paddings: [number, number][]; constantValue: number };
  const shape = x!.shape.map((length, axis) => paddings[axis]![0] + length + paddings[axis]![1]);
  const out = outputLike(backend, x!, shape);
  fill(backend, out, constantValue);
  const strides = denseStrides(shape);
  const start = dot(
    paddings.map(([before]) => before),
    strides,
  );
  copy(backend, x!.shape, [out, { start, strides }], [x!, { start: 0, strides: denseStrides(x!.shape) }]);
  return out;
};

/** Rows of the tables that a tensor consists of, by number, or undefined where they do not have them all. */
function rowsOf(
  backend: SimdBackend,
  tensor: tf.TensorInfo,
  rows: tf.TensorInfo,
  axis = 0,
): tf.TensorInfo | undefined {
  const [tables, row] = [tensor.shape.slice(0, axis), tensor.shape.slice(axis + 1)];
  const limit = tensor.shape[axis]!;
  const out = outputLike(backend, tensor, [...tables, ...rows.shape, ...row]);
  const [to, from, numbers] = [out, tensor, rows].map((each) => backend.address(each));
  const [number, count, width] = [tables, rows.shape, row].map((shape) => tf.util.sizeFromShape(shape));
  for (let table = 0; table < number!; table++) {
    const [outStart, start] = [count!, limit].map((length) => table * length * width! * bytesPerWord);
    if (backend.kernels.gatherWords(to! + outStart!, from! + start!, numbers!, count!, width!, limit))
      continue;
    backend.disposeData(out.dataId);
    return undefined;
  }
  return out;
}

export const gatherRows: OwnKernel = (backend, { rows, ...tables }) =>
  (Object.values(tables) as tf.TensorInfo[]).map((table) => {
    const made = rowsOf(backend, table, rows!);
    if (!made) throw new RangeError(`rows were asked for that a table of ${table.shape[0]} does not have`);
    return made;
  });

/** Rows of one axis by number, where no axis is shared with the numbers. */
export const gather: SimdKernel = (backend, { x, indices }, attrs) => {
  const { axis, batchDims } = attrs as { axis: number; batchDims: number };
  if (batchDims || indices!.dtype !== 'int32' || x!.dtype === 'bool') return undefined;
  // The cpu backend has the words for an index that does not exist.
  return rowsOf(backend, x!, indices!, tf.util.parseAxisParam(axis, x!.shape)[0]!);
};
