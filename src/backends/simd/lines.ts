import * as tf from '../../tensors/tf.ts';
import type { SimdBackend } from './backend.ts';
import { outputLike } from './copies.ts';
import type { OwnKernel, SimdKernel } from './register.ts';

type Shape = readonly number[];

const sizeOf = (shape: Shape): number => tf.util.sizeFromShape(shape as number[]);

/** Copies lines: where the first begins on either side, and how far apart they are, in elements. */
function copyLines(
  backend: SimdBackend,
  count: number,
  length: number,
  [out, to, outLine]: readonly [tf.TensorInfo, number, number],
  [x, from, xLine]: readonly [tf.TensorInfo, number, number],
): void {
  const { copyBytes, copyWords } = backend.kernels;
  const [kernel, width] = x.dtype === 'bool' ? [copyBytes, 1] : [copyWords, 4];
  const [outAt, xAt] = [backend.address(out) + to * width, backend.address(x) + from * width];
  kernel(outAt, xAt, 1, count, length, 0, outLine, 1, 0, xLine, 1);
}

/** Cuts every one of the `count` lines that a tensor consists of into parts, which make tensors of these shapes. */
function cut(
  backend: SimdBackend,
  x: tf.TensorInfo,
  count: number,
  shapes: readonly Shape[],
): tf.TensorInfo[] {
  const line = sizeOf(x.shape) / count;
  let start = 0;
  return shapes.map((shape) => {
    const part = outputLike(backend, x, shape);
    const length = sizeOf(shape) / count;
    copyLines(backend, count, length, [part, 0, length], [x, start, line]);
    start += length;
    return part;
  });
}

/** The way back: a tensor of `count` lines, each made of one line of every part. */
function joined(
  backend: SimdBackend,
  parts: readonly tf.TensorInfo[],
  count: number,
  shape: Shape,
): tf.TensorInfo {
  const out = outputLike(backend, parts[0]!, shape);
  const line = sizeOf(shape) / count;
  let start = 0;
  for (const part of parts) {
    const length = sizeOf(part.shape) / count;
    copyLines(backend, count, length, [out, start, line], [part, 0, length]);
    start += length;
  }
  return out;
}

export const split: SimdKernel = (backend, { x }, attrs) => {
  const { numOrSizeSplits, axis } = attrs as { numOrSizeSplits: number | number[]; axis: number };
  const along = tf.util.parseAxisParam(axis, x!.shape)[0]!;
  const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, along);
  if (sizes.includes(0)) return undefined;
  const shapes = sizes.map((places) => x!.shape.with(along, places));
  return cut(backend, x!, sizeOf(x!.shape.slice(0, along)), shapes);
};

export const concat: SimdKernel = (backend, inputs, attrs) => {
  const tensors = Object.values(inputs) as tf.TensorInfo[];
  const along = tf.util.parseAxisParam((attrs as { axis: number }).axis, tensors[0]!.shape)[0]!;
  if (!tensors.every(({ dtype }) => dtype === tensors[0]!.dtype)) return undefined;
  const shapes = tensors.map(({ shape }) => shape);
  tf.backend_util.assertParamsConsistent(shapes, along);
  const shape = tf.backend_util.computeOutShape(shapes, along);
  return joined(backend, tensors, sizeOf(shape.slice(0, along)), shape);
};

/** Tensors of one shape along a new axis. */
export const pack: SimdKernel = (backend, inputs, attrs) => {
  const tensors = Object.values(inputs) as tf.TensorInfo[];
  const { axis } = attrs as { axis: number };
  const { shape, dtype } = tensors[0]!;
  const alike = (x: tf.TensorInfo) => x.dtype === dtype && tf.util.arraysEqual(x.shape, shape);
  if (!tensors.every(alike)) return undefined;
  const along = axis < 0 ? axis + shape.length + 1 : axis;
  return joined(backend, tensors, sizeOf(shape.slice(0, along)), shape.toSpliced(along, 0, tensors.length));
};

/** One vector a member, cut into matrices. */
export const splitLeaves: OwnKernel = (backend, { vector }, attrs) => {
  const { shapes } = attrs as unknown as { shapes: readonly Shape[] };
  const members = vector!.shape[0]!;
  return cut(
    backend,
    vector!,
    members,
    shapes.map((shape) => [members, ...shape]),
  );
};

/** The way back. */
export const joinLeaves: OwnKernel = (backend, inputs) => {
  const leaves = Object.values(inputs) as tf.TensorInfo[];
  const members = leaves[0]!.shape[0]!;
  const length = leaves.reduce((sum, { shape }) => sum + sizeOf(shape), 0) / members;
  return [joined(backend, leaves, members, [members, 1, length])];
};
