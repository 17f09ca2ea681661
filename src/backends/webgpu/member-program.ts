/// <reference types="@webgpu/types" />
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../../tensors/tf.ts';

/** Threads that work on one member together. */
const threads = 64;

/** A program in WGSL that is run once for every member. */
export interface MemberProgram {
  readonly name: string;
  /** `[rows, columns]` of what it leaves of each member. */
  resultOf(matrix: readonly [number, number]): readonly [number, number];
  /**
   * A function `work(x0: i32, result0: i32, rows: i32, columns: i32, thread: i32, threads: i32)`, and what it uses. The
   * member's matrix begins at `x[x0]`, its result at `result[result0]`, both row by row. All threads of a member enter it
   * together, and meet at `storageBarrier()`.
   */
  readonly code: string;
}

/**
 * Runs a program on every member of `[P, rows, columns]`, a group of threads each. So a member's result depends on nobody
 * else.
 *
 * @returns a tensor that the engine knows of.
 */
export function runPerMember(program: MemberProgram, x: tf.Tensor): tf.Tensor {
  const [members, rows, columns] = x.shape as [number, number, number];
  const outputShape = [members, ...program.resultOf([rows, columns])];
  const backend = tf.backend() as unknown as WebGPUBackend;
  const made = backend.runWebGPUProgram(
    {
      variableNames: ['x'],
      uniforms: 'rows : i32, columns : i32, resultSize : i32,',
      outputShape,
      workgroupSize: [threads, 1, 1],
      dispatch: [members, 1, 1],
      dispatchLayout: { x: [0, 1, 2] },
      shaderKey: program.name,
      getUserCode: () => `
        ${program.code}
        fn main(index : i32) {
          let member = index / ${threads};
          work(member * uniforms.rows * uniforms.columns, member * uniforms.resultSize, uniforms.rows,
            uniforms.columns, i32(localId.x), ${threads});
        }
      `,
    },
    [x],
    'float32',
    [rows, columns, outputShape[1]! * outputShape[2]!].map((number) => ({ type: 'int32', data: [number] })),
  );
  return tf.engine().makeTensorFromTensorInfo(made);
}
