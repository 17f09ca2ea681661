import * as tf from '../../tensors/tf.ts';
import type { OwnKernel } from './register.ts';

const bytesPerFloat = 4;

/** One vector a member, cut into matrices. */
export const splitLeaves: OwnKernel = (backend, { vector }, attrs) => {
  const { shapes } = attrs as unknown as { shapes: readonly (readonly [number, number])[] };
  const [members, , length] = vector!.shape as [number, number, number];
  let from = backend.address(vector!);
  return shapes.map(([rows, columns]) => {
    const out = backend.output([members, rows, columns]);
    const size = rows * columns;
    backend.kernels.copyWords(backend.address(out), from, 1, members, size, 0, size, 1, 0, length, 1);
    from += size * bytesPerFloat;
    return out;
  });
};

/** The way back. */
export const joinLeaves: OwnKernel = (backend, inputs) => {
  const leaves = Object.values(inputs) as tf.TensorInfo[];
  const members = leaves[0]!.shape[0]!;
  const sizes = leaves.map(({ shape }) => tf.util.sizeFromShape(shape) / members);
  const length = sizes.reduce((sum, size) => sum + size, 0);
  const out = backend.output([members, 1, length]);
  let to = backend.address(out);
  for (const [index, leaf] of leaves.entries()) {
    const size = sizes[index]!;
    backend.kernels.copyWords(to, backend.address(leaf), 1, members, size, 0, length, 1, 0, size, 1);
    to += size * bytesPerFloat;
  }
  return [out];
};
