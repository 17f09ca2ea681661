import type * as tf from '../../../tensors/tf.ts';
import type { Heap } from '../heap.ts';
import type { HeapData } from '../heap-data.ts';
import type { HeapType } from '../heap-type.ts';

/** What recordings and programs ask of the backend that they belong to. */
export interface HeapBackend extends tf.KernelBackend {
  readonly heap: Heap;
  /** Numbers of the kernels in programs, as who runs them has them. */
  readonly kernelNumbers: ReadonlyMap<string, number>;
  /** What it knows of a tensor's numbers. */
  dataOf(dataId: object): HeapData;
  /** Where a tensor begins. */
  address(tensor: tf.TensorInfo): number;
  /** A tensor for a kernel to fill. */
  output(shape: readonly number[], dtype?: HeapType): tf.TensorInfo;
  /** Scratch memory of at least so many bytes, which programs use one after the other. */
  scratch(bytes: number): number;
  /** Counts programs: with the last one the scratch memory goes. */
  programsChange(by: 1 | -1): void;
  /** Runs the calls that lie on the heap as words. @returns 0, or the address of a call that was refused. */
  runProgram(start: number, end: number): number;
}
