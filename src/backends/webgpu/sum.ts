/// <reference types="@webgpu/types" />
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../../tensors/tf.ts';

/** Threads that add up numbers that lie as far apart, and numbers after which the next team of so many takes over. */
const lanes = 64;
const block = 4096;
/** Teams for more numbers than a block has. With fewer, all but the first would add nothing. */
const teams = 4;
/** Sums in a row of the dispatch, of whose rows every device takes 65,535. */
const most = 1024;

const codeFor = (crew: number) => /* wgsl */ `
  var<workgroup> partial : array<f32, ${lanes * crew}>;

  fn main() {
    let thread = i32(localId.x);
    let output = i32(workgroupId.y) * ${most} + i32(workgroupId.x);
    let length = uniforms.length;
    var total = 0.0;
    if (output < uniforms.outputs) {
      for (var first = (thread / ${lanes}) * ${block}; first < length; first += ${block * crew}) {
        let end = min(first + ${block}, length);
        for (var i = first + thread % ${lanes}; i < end; i += ${lanes}) {
          total += x[output * length + i];
        }
      }
    }
    partial[thread] = total;
    workgroupBarrier();
    for (var half = ${(lanes * crew) / 2}; half > 0; half /= 2) {
      if (thread < half) {
        partial[thread] += partial[thread + half];
      }
      workgroupBarrier();
    }
    if (thread == 0 && output < uniforms.outputs) {
      result[output] = partial[0];
    }
  }
`;

/** The sums of the rows of a matrix, `[outputs, length]` → `[outputs, 1]`. */
function rowSums(x: tf.Tensor): tf.Tensor {
  const [outputs, length] = x.shape as [number, number];
  const crew = length > block ? teams : 1;
  const backend = tf.backend() as unknown as WebGPUBackend;
  const made = backend.runWebGPUProgram(
    {
      variableNames: ['x'],
      uniforms: 'outputs : i32, length : i32,',
      outputShape: [outputs, 1],
      workgroupSize: [lanes * crew, 1, 1],
      dispatch: [Math.min(outputs, most), Math.ceil(outputs / most), 1],
      dispatchLayout: { x: [0], y: [1], z: [] },
      shaderKey: `rowSums_${crew}`,
      getUserCode: () => codeFor(crew),
    },
    [x],
    'float32',
    [outputs, length].map((number) => ({ type: 'int32', data: [number] })),
  );
  return tf.engine().makeTensorFromTensorInfo(made);
}

/**
 * Registers sums in whose order zeros at the end change nothing. TensorFlow.js adds in an order that follows from how many
 * numbers there are, so that a member would compute other bits beside one with more rows, up to whose length it is padded.
 */
export function registerSum(): void {
  const original = tf.getKernel(tf.Sum, 'webgpu')!.kernelFunc;
  tf.unregisterKernel(tf.Sum, 'webgpu');
  tf.registerKernel({
    kernelName: tf.Sum,
    backendName: 'webgpu',
    kernelFunc(call) {
      const x = call.inputs.x as tf.Tensor;
      if (x.dtype !== 'float32' || x.size === 0) return original(call);
      const { axis, keepDims } = call.attrs as unknown as tf.SumAttrs;
      return tf.tidy(() => {
        const axes = tf.util.parseAxisParam(axis, x.shape);
        const kept = x.shape.flatMap((_, each) => (axes.includes(each) ? [] : [each]));
        const outputs = kept.reduce((product, each) => product * x.shape[each]!, 1);
        const order = [...kept, ...axes];
        const inOrder = order.every((each, place) => each === place);
        const rows = tf.reshape(inOrder ? x : tf.transpose(x, order), [outputs, x.size / outputs]);
        const shape = keepDims
          ? x.shape.map((size, each) => (axes.includes(each) ? 1 : size))
          : kept.map((each) => x.shape[each]!);
        return tf.reshape(rowSums(rows), shape);
      });
    },
  });
}
