/// <reference types="@webgpu/types" />
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../../tensors/tf.ts';

/** Threads that sum up one layer of one member together. */
const threads = 64;
const columns = 8;
const operands = ['sum', 'squares', 'largest', 'previous', 'before', 'after'] as const;

/** Two halves of what a layer comes to: Σg, Σg², Σg·g, Σg·p and Σp·p, Σ(Δθ)², Σθ², max|g|. */
const code = /* wgsl */ `
  var<workgroup> gradients : array<vec4<f32>, ${threads}>;
  var<workgroup> others : array<vec4<f32>, ${threads}>;

  fn main() {
    let thread = i32(localId.x);
    let layer = i32(workgroupId.x);
    let member = i32(workgroupId.y);
    let start = member * uniforms.length + bounds[layer];
    let size = bounds[layer + 1] - bounds[layer];

    var ofGradients = vec4<f32>(0.0);
    var ofOthers = vec4<f32>(0.0);
    for (var i = start + thread; i < start + size; i += ${threads}) {
      let g = sum[i];
      let p = previous[i];
      let moved = after[i] - before[i];
      ofGradients += vec4<f32>(g, squares[i], g * g, g * p);
      ofOthers = vec4<f32>(ofOthers.xyz + vec3<f32>(p * p, moved * moved, after[i] * after[i]), max(ofOthers.w, largest[i]));
    }
    gradients[thread] = ofGradients;
    others[thread] = ofOthers;
    workgroupBarrier();
    if (thread == 0) {
      var a = gradients[0];
      var b = others[0];
      for (var i = 1; i < ${threads}; i++) {
        a += gradients[i];
        b = vec4<f32>(b.xyz + others[i].xyz, max(b.w, others[i].w));
      }
      let to = (member * uniforms.layers + layer) * ${columns};
      result[to] = a.x;
      result[to + 1] = a.y;
      result[to + 2] = b.w;
      result[to + 3] = a.z;
      result[to + 4] = a.w;
      result[to + 5] = b.x;
      result[to + 6] = b.y;
      result[to + 7] = b.z;
    }
  }
`;

/**
 * The sums behind the statistics of gradients, `[P, 1, n]` each → `[P, layers, 8]`, in one dispatch where the formula
 * needs several for every layer. A layer's sums depend on its own numbers and on how many they are, on nothing else.
 */
export function layerSumsOnDevice(inputs: tf.NamedTensorMap, attrs: object): tf.Tensor[] {
  const { sizes } = attrs as { readonly sizes: readonly number[] };
  const [members, , length] = inputs.sum!.shape as [number, number, number];
  let end = 0;
  const bounds = [0, ...sizes.map((size) => (end += size))];
  const backend = tf.backend() as unknown as WebGPUBackend;
  const made = backend.runWebGPUProgram(
    {
      variableNames: [...operands, 'bounds'],
      uniforms: 'layers : i32, length : i32,',
      outputShape: [members, sizes.length, columns],
      workgroupSize: [threads, 1, 1],
      dispatch: [sizes.length, members, 1],
      dispatchLayout: { x: [1], y: [0], z: [2] },
      shaderKey: 'layerSums',
      getUserCode: () => code,
    },
    [...operands.map((operand) => inputs[operand]!), tf.tensor1d(bounds, 'int32')],
    'float32',
    [sizes.length, length].map((number) => ({ type: 'int32', data: [number] })),
  );
  return [tf.engine().makeTensorFromTensorInfo(made)];
}
