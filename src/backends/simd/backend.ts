import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '../../tensors/tf.ts';
import { Heap } from './heap.ts';
import { HeapData, type HeapType, isHeapType } from './heap-data.ts';
import { type Kernels, loadKernels } from './kernels.ts';

/**
 * TensorFlow.js's `cpu` backend with its numbers on a WebAssembly heap. The kernels of `cpu` work on it as they are, since
 * they find typed arrays where they look for them; those that matter are replaced by WebAssembly.
 */
export class SimdBackend extends MathBackendCPU {
  readonly heap: Heap;
  readonly kernels: Kernels;

  constructor(heap = new Heap()) {
    super();
    this.heap = heap;
    this.kernels = loadKernels(heap);
  }

  /** Where a tensor of a type that lives on the heap begins. */
  address({ dataId }: tf.TensorInfo): number {
    return (this.data.get(dataId) as HeapData).address;
  }

  /** A tensor for a kernel to fill. */
  output(shape: readonly number[], dtype: HeapType = 'float32'): tf.TensorInfo {
    const data = new HeapData(this.heap, dtype, tf.util.sizeFromShape(shape as number[]));
    return { dataId: this.#keep(data), shape: shape as number[], dtype };
  }

  override write(
    values: tf.backend_util.BackendValues | undefined,
    shape: number[],
    dtype: tf.DataType,
  ): object {
    if (!isHeapType(dtype))
      return this.#keep(values ? { values, dtype, refCount: 1 } : { dtype, refCount: 1 });
    const data = new HeapData(this.heap, dtype, values?.length ?? tf.util.sizeFromShape(shape));
    if (values) data.fill(values as tf.TypedArray);
    return this.#keep(data);
  }

  override move(
    dataId: object,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    if (!isHeapType(dtype)) {
      super.move(dataId, values, shape, dtype, refCount);
      return;
    }
    const data = new HeapData(this.heap, dtype, values.length);
    data.fill(values as tf.TypedArray);
    data.refCount = refCount;
    this.data.set(dataId, data);
  }

  /** A copy: the block will soon be another tensor's. */
  override readSync(dataId: object): tf.backend_util.BackendValues {
    const data = this.data.get(dataId);
    return data instanceof HeapData ? data.copy() : super.readSync(dataId);
  }

  override disposeData(dataId: object, force = false): boolean {
    const data = this.data.has(dataId) && this.data.get(dataId);
    const gone = super.disposeData(dataId, force);
    if (gone && data instanceof HeapData) data.free();
    return gone;
  }

  override memory(): { unreliable: boolean; reasons: string[]; heapBytes: number } {
    return { unreliable: false, reasons: [], heapBytes: this.heap.usedBytes };
  }

  #keep(data: Parameters<MathBackendCPU['data']['set']>[1]): object {
    const dataId = {};
    this.data.set(dataId, data);
    return dataId;
  }
}
