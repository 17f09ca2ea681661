import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { inFormulas } from '../../tensors/op.ts';
import * as tf from '../../tensors/tf.ts';

/** A kernel that was called: what it was given and what it made, by the ids of their numbers. */
export interface KernelCall {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, TracedTensor | readonly TracedTensor[]>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly outputs: readonly TracedTensor[];
}

export interface TracedTensor {
  readonly id: object;
  readonly shape: readonly number[];
}

/** All kernel calls of some work, and what they have worked on. */
export interface Trace {
  readonly calls: readonly KernelCall[];
  readonly results: readonly TracedTensor[];
  /** Numbers that no kernel has made, by the ids of their tensors. */
  readonly given: ReadonlyMap<object, Float32Array>;
}

const backendName = 'traced';

/**
 * Writes down which kernels some work calls, on a backend of its own that computes as the cpu backend does. Ops of our own
 * are computed by their formulas, so that all is made of TensorFlow.js's kernels.
 *
 * @param work makes its tensors itself.
 */
export async function tracing(work: () => readonly tf.Tensor[]): Promise<Trace> {
  const before = tf.getBackend();
  const calls: KernelCall[] = [];
  const given = new Map<object, Float32Array>();
  const made = new Set<object>();
  const backend = new MathBackendCPU();
  tf.registerBackend(backendName, () => backend);
  const kernels = tf.getKernelsForBackend('cpu');
  for (const config of kernels) {
    tf.registerKernel({
      ...config,
      backendName,
      kernelFunc(call) {
        const returned = config.kernelFunc(call);
        const written = writtenDown(config.kernelName, call, [returned].flat());
        for (const { id } of Object.values(written.inputs).flat()) {
          // Numbers go when the op that has made them ends.
          if (!made.has(id) && !given.has(id)) {
            given.set(id, Float32Array.from(backend.readSync(id as tf.DataId) as ArrayLike<number>));
          }
        }
        for (const { id } of written.outputs) made.add(id);
        calls.push(written);
        return returned;
      },
    });
  }
  try {
    await tf.setBackend(backendName);
    const results: TracedTensor[] = [];
    tf.tidy(() => {
      for (const result of inFormulas(work)) results.push(traced(result));
    });
    return { calls, results, given };
  } finally {
    await tf.setBackend(before);
    for (const { kernelName } of kernels) tf.unregisterKernel(kernelName, backendName);
    tf.removeBackend(backendName);
  }
}

const traced = ({ dataId, shape }: tf.TensorInfo): TracedTensor => ({ id: dataId, shape });

function writtenDown(
  kernel: string,
  call: Parameters<tf.KernelFunc>[0],
  made: readonly tf.TensorInfo[],
): KernelCall {
  const inputs = Object.entries(call.inputs).map(([name, input]) => [
    name,
    Array.isArray(input) ? (input as tf.TensorInfo[]).map(traced) : traced(input as tf.TensorInfo),
  ]);
  const attrs = { ...(call.attrs as Readonly<Record<string, unknown>> | undefined) };
  return { kernel, inputs: Object.fromEntries(inputs), attrs, outputs: made.map(traced) };
}
