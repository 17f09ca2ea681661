import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { Recorder, Recording, RecordingBackend } from '../../tensors/replay/recording-backend.ts';
import * as tf from '../../tensors/tf.ts';
import { Heap } from './heap.ts';
import { HeapData } from './heap-data.ts';
import { type HeapType, isHeapType } from './heap-type.ts';
import { type Kernels, loadKernels, programKernels } from './kernels.ts';
import { native } from './native.ts';
import type { HeapBackend } from './recording/heap-backend.ts';
import { memberByMember } from './recording/member-by-member.ts';
import { HeapProgram } from './recording/program.ts';
import { CallRecorder } from './recording/recorder.ts';
import { HeapRecording } from './recording/recording.ts';
import { numbersOf } from './recording/words.ts';
import { fastestKernels } from './wide-kernels.ts';

/**
 * TensorFlow.js's `cpu` backend with its numbers on a WebAssembly heap. The kernels of `cpu` work on it as they are, since
 * they find typed arrays where they look for them; those that matter are replaced by WebAssembly.
 */
export class SimdBackend extends MathBackendCPU implements RecordingBackend, HeapBackend {
  readonly heap: Heap;
  readonly #kernels: Kernels;
  /** The kernels, or, while a function is recorded, the same that are written down before they are called. */
  kernels: Kernels;
  /** Those that run programs where there are no native ones. */
  #programKernels: Kernels | undefined;
  #kernelNumbers: ReadonlyMap<string, number> | undefined;
  #recorder: CallRecorder<never> | null = null;
  /** Memory that programs use one after the other. */
  readonly #scratch = { address: 0, bytes: 0 };
  #programs = 0;

  constructor(heap = new Heap()) {
    super();
    this.heap = heap;
    this.#kernels = loadKernels(heap);
    this.kernels = this.#kernels;
  }

  get isRecording(): boolean {
    return this.#recorder !== null;
  }

  /** Where a tensor of a type that lives on the heap begins. */
  address({ dataId }: tf.TensorInfo): number {
    const data = this.dataOf(dataId);
    this.#recorder?.met(dataId, data);
    return data.address;
  }

  dataOf(dataId: object): HeapData {
    return this.data.get(dataId) as HeapData;
  }

  record<Host>(
    inputs: readonly tf.Tensor[],
    work: (recorder: Recorder<Host>) => tf.Tensor[],
  ): { readonly outputs: tf.Tensor[]; readonly recording: Recording<Host> } {
    const recorder = new CallRecorder<Host>(this, inputs);
    this.#recorder = recorder as unknown as CallRecorder<never>;
    this.heap.observer = recorder;
    this.kernels = recorder.recording(this.#kernels);
    try {
      const outputs = work(recorder);
      const recorded = recorder.finish(outputs);
      const members = inputs[0]?.shape[0] ?? 1;
      const program = () => new HeapProgram<Host>(this, memberByMember(recorded, members));
      return { outputs, recording: new HeapRecording(recorded, recorder.refusal, program) };
    } finally {
      this.#recorder = null;
      this.heap.observer = null;
      this.kernels = this.#kernels;
    }
  }

  /** Runs a kernel that works on the numbers themselves, in JavaScript. */
  hostCall(
    kernel: string,
    run: tf.KernelFunc,
    call: Parameters<tf.KernelFunc>[0],
  ): ReturnType<tf.KernelFunc> {
    return this.#recorder ? this.#recorder.hostCall(kernel, run, call) : run(call);
  }

  /** Scratch memory of at least so many bytes. What one program has left there means nothing to the next. */
  scratch(bytes: number): number {
    const scratch = this.#scratch;
    if (scratch.bytes < bytes) {
      this.#freeScratch();
      scratch.bytes = bytes;
      scratch.address = this.heap.allocate(bytes);
    }
    return scratch.address;
  }

  /** Counts programs: with the last one the scratch memory goes. */
  programsChange(by: 1 | -1): void {
    this.#programs += by;
    if (this.#programs === 0) this.#freeScratch();
  }

  /** Runs the calls that lie on the heap as words. @returns 0, or the address of a call that was refused. */
  runProgram(start: number, end: number): number {
    const { addon } = native();
    if (addon) return addon.run(this.heap.bytes, start, end);
    this.#programKernels ??= fastestKernels(this.heap);
    return this.#programKernels.run(start, end);
  }

  /** Numbers of the kernels in programs, as who runs them has them. */
  get kernelNumbers(): ReadonlyMap<string, number> {
    this.#kernelNumbers ??= numbersOf(native().addon?.kernels ?? programKernels());
    return this.#kernelNumbers;
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
    if (values) this.#fill(data, values);
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
    this.#fill(data, values);
    data.refCount = refCount;
    this.data.set(dataId, data);
  }

  /** A copy: the block will soon be another tensor's. */
  override readSync(dataId: object): tf.backend_util.BackendValues {
    this.#recorder?.read();
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

  #freeScratch(): void {
    if (this.#scratch.bytes > 0) this.heap.free(this.#scratch.address, this.#scratch.bytes);
    this.#scratch.bytes = 0;
  }

  #fill(data: HeapData, values: tf.backend_util.BackendValues): void {
    data.fill(values as tf.TypedArray);
    this.#recorder?.wrote(data);
  }

  #keep(data: Parameters<MathBackendCPU['data']['set']>[1]): object {
    const dataId = {};
    this.data.set(dataId, data);
    return dataId;
  }
}
