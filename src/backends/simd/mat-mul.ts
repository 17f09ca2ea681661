import * as tf from '../../tensors/tf.ts';
import { broadcastStrides, eachBlock } from './axes.ts';
import type { SimdKernel } from './register.ts';

const bytesPerFloat = 4;

/**
 * Stacks of matrix products, one matrix after the other: a member's product cannot depend on how many others there are.
 */
export const batchMatMul: SimdKernel = (backend, { a, b }, attrs) => {
  const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
  const [aRows, aColumns] = a!.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b!.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const n = transposeB ? bRows : bColumns;
  const [aOuter, bOuter] = [a!.shape.slice(0, -2), b!.shape.slice(0, -2)];
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(aOuter, bOuter);
  const out = backend.output([...outer, m, n]);

  const [aLine, bLine] = [aColumns * bytesPerFloat, bColumns * bytesPerFloat];
  const [aRow, aInner] = transposeA ? [bytesPerFloat, aLine] : [aLine, bytesPerFloat];
  const [bInner, bColumn] = transposeB ? [bytesPerFloat, bLine] : [bLine, bytesPerFloat];
  const [aAddress, bAddress] = [backend.address(a!), backend.address(b!)];
  let outAddress = backend.address(out);
  const panelBytes = 8 * k * bytesPerFloat;
  const panel = backend.heap.allocate(panelBytes);
  const stacks = {
    lengths: outer,
    strides: [broadcastStrides(aOuter, outer), broadcastStrides(bOuter, outer)],
  };
  eachBlock(stacks, 0, ([aIndex, bIndex]) => {
    backend.kernels.matMul(
      outAddress,
      aAddress + aIndex! * aRows * aLine,
      bAddress + bIndex! * bRows * bLine,
      panel,
      m,
      k,
      n,
      aRow,
      aInner,
      bInner,
      bColumn,
    );
    outAddress += m * n * bytesPerFloat;
  });
  backend.heap.free(panel, panelBytes);
  return out;
};
