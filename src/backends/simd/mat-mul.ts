import * as tf from '../../tensors/tf.ts';
import { broadcastStrides, eachBlock } from './axes.ts';
import type { SimdBackend } from './backend.ts';
import type { SimdKernel } from './register.ts';

const bytesPerFloat = 4;

/** Rows, inner length and columns of a product `[m, k] · [k, n]`. */
interface Sizes {
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

/** Which sides lie turned round: `a` as `[k, m]`, `b` as `[n, k]`. */
interface Form {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Computes one product of matrices that begin at these addresses. */
type Product = (out: number, a: number, b: number) => void;

/** Lends `use` a product of matrices of these sizes. */
function withProduct(
  { heap, kernels }: SimdBackend,
  { m, k, n }: Sizes,
  { transposeA, transposeB }: Form,
  use: (product: Product) => void,
): void {
  const roomBytes = (8 * Math.ceil(n / 8) + 16) * k * bytesPerFloat;
  const room = heap.allocate(roomBytes);
  const aRow = (transposeA ? 1 : k) * bytesPerFloat;
  const aInner = (transposeA ? m : 1) * bytesPerFloat;
  const bInner = (transposeB ? 1 : n) * bytesPerFloat;
  const bColumn = (transposeB ? k : 1) * bytesPerFloat;
  use((out, a, b) => kernels.matMul(out, a, b, room, m, k, n, aRow, aInner, bInner, bColumn));
  heap.free(room, roomBytes);
}

/**
 * The products of two stacks of matrices, one matrix after the other: a member's product cannot depend on how many others
 * there are.
 *
 * @param then is called after each product, with its number.
 */
export function multiply(
  backend: SimdBackend,
  count: number,
  out: number,
  a: number,
  b: number,
  sizes: Sizes,
  form: Form,
  then?: (index: number) => void,
): void {
  const { m, k, n } = sizes;
  withProduct(backend, sizes, form, (product) => {
    for (let index = 0; index < count; index++) {
      const at = index * bytesPerFloat;
      product(out + at * m * n, a + at * m * k, b + at * k * n);
      then?.(index);
    }
  });
}

export const batchMatMul: SimdKernel = (backend, { a, b }, attrs) => {
  const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
  const [aRows, aColumns] = a!.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b!.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const n = transposeB ? bRows : bColumns;
  const [aOuter, bOuter] = [a!.shape.slice(0, -2), b!.shape.slice(0, -2)];
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(aOuter, bOuter);
  const out = backend.output([...outer, m, n]);
  const [aAddress, bAddress] = [backend.address(a!), backend.address(b!)];
  let outAddress = backend.address(out);
  const stacks = {
    lengths: outer,
    strides: [broadcastStrides(aOuter, outer), broadcastStrides(bOuter, outer)],
  };
  withProduct(backend, { m, k, n }, { transposeA, transposeB }, (product) => {
    eachBlock(stacks, 0, ([aIndex, bIndex]) => {
      product(
        outAddress,
        aAddress + aIndex! * m * k * bytesPerFloat,
        bAddress + bIndex! * k * n * bytesPerFloat,
      );
      outAddress += m * n * bytesPerFloat;
    });
  });
  return out;
};
