import type { Heap } from './heap.ts';
import type { HeapType } from './heap-type.ts';

/** What the backend knows of one tensor's data, in the form that the kernels of the cpu backend expect. */
export class HeapData {
  refCount = 1;
  readonly dtype: HeapType;
  readonly address: number;
  readonly #heap: Heap;
  readonly #length: number;
  #values: Float32Array | Int32Array | Uint8Array | undefined;

  constructor(heap: Heap, dtype: HeapType, length: number) {
    this.#heap = heap;
    this.dtype = dtype;
    this.#length = length;
    this.address = heap.allocate(this.byteLength);
  }

  /** A view of the block itself, made when it is asked for. It is valid until the data is freed. */
  get values(): Float32Array | Int32Array | Uint8Array {
    this.#heap.observer?.looked();
    this.#values ??= this.#all.subarray(this.#start, this.#start + this.#length);
    return this.#values;
  }

  fill(values: ArrayLike<number>): void {
    this.#all.set(values, this.#start);
  }

  /** A copy that outlives the data. */
  copy(): Float32Array | Int32Array | Uint8Array {
    return this.#all.slice(this.#start, this.#start + this.#length);
  }

  free(): void {
    this.#heap.free(this.address, this.byteLength);
  }

  get #all(): Float32Array | Int32Array | Uint8Array {
    if (this.dtype === 'float32') return this.#heap.floats;
    return this.dtype === 'int32' ? this.#heap.integers : this.#heap.bytes;
  }

  get #start(): number {
    return this.dtype === 'bool' ? this.address : this.address / 4;
  }

  get byteLength(): number {
    return this.dtype === 'bool' ? this.#length : this.#length * 4;
  }
}
