/// <reference types="@webgpu/types" />
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../../tensors/tf.ts';

const threads = 64;
/** Groups of threads that a dispatch may have along one axis. */
const mostGroups = 65_535;

/**
 * Sine and cosine by their own series around the nearest quarter turn, of which the three parts of π/2 (Cody & Waite 1980)
 * leave what is exact to single precision. Beyond `farthest` the parts no longer suffice, and the device's own has to do.
 */
const code = /* wgsl */ `
  const farthest = 1e5;

  fn quarterTurns(x : f32, ahead : i32) -> f32 {
    if (!(abs(x) <= farthest)) { return select(sin(x), cos(x), ahead == 1); }
    let turns = round(x * 0.63661977);
    let rest = ((x - turns * 1.5703125) - turns * 4.8375129699707031e-4) - turns * 7.5497899548918822e-8;
    let square = rest * rest;
    let sine = rest + rest * square
      * (-0.16666667 + square * (8.3333333e-3 + square * (-1.9841270e-4 + square * 2.7557319e-6)));
    let cosine = 1.0 + square
      * (-0.5 + square * (4.1666667e-2 + square * (-1.3888889e-3 + square * (2.4801587e-5 - square * 2.7557319e-7))));
    let quarter = (i32(turns) + ahead) & 3;
    let value = select(sine, cosine, (quarter & 1) == 1);
    return select(value, -value, quarter >= 2);
  }

  fn main(index : i32) {
    for (var i = index; i < uniforms.count; i += uniforms.stride) {
      result[i] = quarterTurns(x[i], uniforms.ahead);
    }
  }
`;

/** WGSL promises three digits of a sine only, and software drivers keep no more than that. */
function kernel(ahead: 0 | 1): tf.KernelFunc {
  return ({ inputs, backend }) => {
    const x = inputs.x!;
    const count = tf.util.sizeFromShape(x.shape);
    const groups = Math.min(mostGroups, Math.max(1, Math.ceil(count / threads)));
    return (backend as WebGPUBackend).runWebGPUProgram(
      {
        variableNames: ['x'],
        uniforms: 'count : i32, stride : i32, ahead : i32,',
        outputShape: x.shape,
        workgroupSize: [threads, 1, 1],
        dispatch: [groups, 1, 1],
        dispatchLayout: { x: x.shape.map((_, axis) => axis) },
        shaderKey: 'quarterTurns',
        getUserCode: () => code,
      },
      [x],
      'float32',
      [count, groups * threads, ahead].map((number) => ({ type: 'int32', data: [number] })),
    );
  };
}

/** Puts sine and cosine to single precision in the place of the device's. */
export function registerTrigonometry(): void {
  for (const [kernelName, ahead] of [
    [tf.Sin, 0],
    [tf.Cos, 1],
  ] as const) {
    tf.unregisterKernel(kernelName, 'webgpu');
    tf.registerKernel({ kernelName, backendName: 'webgpu', kernelFunc: kernel(ahead) });
  }
}
