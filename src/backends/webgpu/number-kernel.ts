/// <reference types="@webgpu/types" />
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../../tensors/tf.ts';

const threads = 64;
/** Groups of threads that a dispatch may have along one axis. */
const mostGroups = 65_535;

/**
 * A kernel of each number by itself.
 *
 * @param value what becomes of a number `x[i]`, in WGSL.
 * @param functions that it calls.
 */
export function numberKernel(value: string, functions = ''): tf.KernelFunc {
  const code = /* wgsl */ `
  ${functions}
  fn main(index : i32) {
    for (var i = index; i < uniforms.count; i += uniforms.stride) {
      result[i] = ${value};
    }
  }
`;
  return ({ inputs, backend }) => {
    const x = inputs.x!;
    const count = tf.util.sizeFromShape(x.shape);
    const groups = Math.min(mostGroups, Math.max(1, Math.ceil(count / threads)));
    return (backend as WebGPUBackend).runWebGPUProgram(
      {
        variableNames: ['x'],
        uniforms: 'count : i32, stride : i32,',
        outputShape: x.shape,
        workgroupSize: [threads, 1, 1],
        dispatch: [groups, 1, 1],
        dispatchLayout: { x: x.shape.map((_, axis) => axis) },
        shaderKey: value,
        getUserCode: () => code,
      },
      [x],
      'float32',
      [count, groups * threads].map((number) => ({ type: 'int32', data: [number] })),
    );
  };
}
