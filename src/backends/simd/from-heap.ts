/**
 * A number that a kernel takes and that lies on the heap. It is read when it is handed over: WebAssembly asks an object for its
 * value. A recording reads it anew each time.
 */
export class FromHeap {
  readonly address: number;
  readonly #value: number;

  constructor(address: number, value: number) {
    this.address = address;
    this.#value = value;
  }

  valueOf(): number {
    return this.#value;
  }
}
