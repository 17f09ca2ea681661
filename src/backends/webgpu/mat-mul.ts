import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { MatMulPackedProgram } from '@tensorflow/tfjs-backend-webgpu/dist/matmul_packed_webgpu';
import * as tf from '../../tensors/tf.ts';

/** What the program's source has where it reads a number of the second matrix, whether there is one at that place or not. */
const unguarded = /(fn mm_readB[^{]*\{[^;]*;\s*)(value = getB\([^)]*\);)/;

/**
 * TensorFlow.js's program for matrices of any size, kept from reading beyond the end of a matrix. What it finds there, in
 * the matrix of the next member, it multiplies by zero: a NaN of one member became a NaN of the one before.
 */
class GuardedMatMul extends MatMulPackedProgram {
  override getUserCode(): string {
    const code = super.getUserCode();
    const guarded = code.replace(
      unguarded,
      '$1 if (row < uniforms.dimInner && col < uniforms.dimBOuter) { $2 }',
    );
    if (guarded === code)
      throw new Error('the matrix product of this TensorFlow.js is not the one known here');
    return guarded;
  }
}

/**
 * The matrix product. Which of its programs TensorFlow.js takes goes by the size of the whole stack, so that a member's
 * bits would depend on how many others there are; this is always the same one.
 */
export const batchMatMul: tf.KernelFunc = ({ inputs, attrs, backend: started }) => {
  const backend = started as WebGPUBackend;
  const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
  const [a, b] = [stackOf(inputs.a!), stackOf(inputs.b!)];
  const rows = a.shape[transposeA ? 2 : 1];
  const inner = a.shape[transposeA ? 1 : 2];
  const columns = b.shape[transposeB ? 1 : 2];
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(
    inputs.a!.shape.slice(0, -2),
    inputs.b!.shape.slice(0, -2),
  );
  const program = new GuardedMatMul(
    a.shape,
    [tf.util.sizeFromShape(outer), rows, columns],
    transposeA,
    transposeB,
    undefined,
    undefined,
    undefined,
    backend.adapterInfo.isIntel(),
  );
  program.shaderKey += '_guarded';
  const sizes = [rows, columns, inner].map((size) => ({ type: 'int32', data: [size] }));
  const made = backend.runWebGPUProgram(program, [a, b], 'float32', sizes);
  return { ...made, shape: [...outer, rows, columns] };
};

/** The same numbers as a stack of matrices, whatever axes there are before the last two. */
function stackOf({
  dataId,
  dtype,
  shape,
}: tf.TensorInfo): tf.TensorInfo & { shape: [number, number, number] } {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return { dataId, dtype, shape: [tf.util.sizeFromShape(shape.slice(0, -2)), rows, columns] };
}
