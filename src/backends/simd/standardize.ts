import type * as tf from '../../tensors/tf.ts';
import type { OwnKernel } from './register.ts';
import { type Coefficient, coefficientOf } from './rules.ts';

const bytesPerFloat = 4;

/** What the formula's settings are to the kernel. */
interface Attrs {
  readonly sizes: readonly number[];
  readonly mix: Readonly<Record<'eps' | 'standardized' | 'raw', Coefficient>>;
}

/**
 * Groups of neighbours, standardised: each member's share of a tensor is laid out group after group, in PyTorch's order and
 * with zeros at the end, worked on there, and laid back.
 */
export const standardizeGroups: OwnKernel = (backend, inputs, attrs) => {
  const { sizes, mix } = attrs as unknown as Attrs;
  return (Object.values(inputs) as tf.TensorInfo[]).map((tensor, index) => {
    const [members, rows, columns] = tensor.shape as [number, number, number];
    const count = rows * columns;
    const size = sizes[index]!;
    const groups = Math.ceil(count / size);
    const out = backend.output(tensor.shape);
    // A room for each member: nobody waits for another's when the calls are put into another order.
    const roomBytes = groups * size * bytesPerFloat;
    const rooms = backend.heap.allocate(members * roomBytes);
    for (let member = 0; member < members; member++) {
      const room = rooms + member * roomBytes;
      const start = member * count * bytesPerFloat;
      const [from, to] = [backend.address(tensor) + start, backend.address(out) + start];
      // Column by column, unless there is one group, where the order is of no account.
      const [outer, inner] = groups === 1 ? [1, count] : [columns, rows];
      const step = groups === 1 ? 1 : columns;
      backend.kernels.copyWords(room, from, 1, outer, inner, 0, inner, 1, 0, 1, step);
      backend.kernels.fillWords(room + count * bytesPerFloat, groups * size - count, 0);
      backend.kernels.standardizeRows(
        room,
        groups,
        size,
        coefficientOf(backend, mix.eps, member),
        coefficientOf(backend, mix.standardized, member),
        coefficientOf(backend, mix.raw, member),
      );
      backend.kernels.copyWords(to, room, 1, outer, inner, 0, 1, step, 0, inner, 1);
    }
    backend.heap.free(rooms, members * roomBytes);
    return out;
  });
};
