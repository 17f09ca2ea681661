import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '../tensors/tf.ts';

/** Ids, far from those the backend hands out, for the windows onto one matrix of a stack. */
const windowIds = { a: 2_000_000_001, b: 2_000_000_002, out: 2_000_000_003 };
const bytesPerFloat = 4;

/** What Emscripten adds to a module, which the backend's types leave out. */
interface Emscripten {
  cwrap(name: string, result: null, parameters: readonly string[]): (...args: unknown[]) => void;
}

/**
 * A matrix product that takes the matrices of a stack one by one, each through the backend's fast routine, with
 * transposed sides turned round first. Nothing is copied to cut the stack up: the routine is shown windows of its
 * memory.
 *
 * One product a member also means that a member's result cannot depend on how many others there are.
 */
export function matMulPerMember(backend: BackendWasm): tf.KernelFunc {
  const { cwrap } = backend.wasm as unknown as Emscripten;
  const stock = cwrap('BatchMatMul', null, [
    'number',
    'array',
    'number',
    'number',
    'array',
    'number',
    'number',
    'number',
    'number',
  ]);
  const { registerTensor, disposeData } = backend.wasm.tfjs;

  return ({ inputs, attrs }) => {
    const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
    const a = transposeA ? transposed(backend, inputs.a!) : inputs.a!;
    const b = transposeB ? transposed(backend, inputs.b!) : inputs.b!;
    const [rows, inner] = a.shape.slice(-2) as [number, number];
    const columns = b.shape.at(-1)!;
    const outer = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const out = backend.makeOutput([...outer, rows, columns], 'float32');

    const aShape = shapeBytes(rows, inner);
    const bShape = shapeBytes(inner, columns);
    const stack = tf.util.sizeFromShape(outer);
    const [aStack, bStack] = [a, b].map(({ shape }) => tf.util.sizeFromShape(shape.slice(0, -2)));
    const show = (id: number, tensor: tf.TensorInfo, size: number, index: number): void => {
      registerTensor(id, size, backend.getMemoryOffset(tensor.dataId) + index * size * bytesPerFloat);
    };
    for (let index = 0; index < stack; index++) {
      show(windowIds.a, a, rows * inner, index % aStack!);
      show(windowIds.b, b, inner * columns, index % bStack!);
      show(windowIds.out, out, rows * columns, index);
      stock(windowIds.a, aShape, 3, windowIds.b, bShape, 3, 0, 0, windowIds.out);
      for (const id of Object.values(windowIds)) disposeData(id);
    }
    if (transposeA) backend.disposeData(a.dataId);
    if (transposeB) backend.disposeData(b.dataId);
    return out;
  };
}

function transposed(backend: BackendWasm, x: tf.TensorInfo): tf.TensorInfo {
  const rank = x.shape.length;
  const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
  const transpose = tf.getKernel(tf.Transpose, 'wasm').kernelFunc;
  return transpose({ inputs: { x }, backend, attrs: { perm } }) as tf.TensorInfo;
}

function shapeBytes(rows: number, columns: number): Uint8Array {
  return new Uint8Array(new Int32Array([1, rows, columns]).buffer);
}
