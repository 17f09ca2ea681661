/** Which block an address lies in, while blocks come and go. */
export class LiveBlocks {
  /** Ascending. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #numbers: number[] = [];

  /** @param bytes of the block with its padding. */
  add(address: number, bytes: number, number: number): void {
    const at = this.#after(address);
    this.#starts.splice(at, 0, address);
    this.#ends.splice(at, 0, address + bytes);
    this.#numbers.splice(at, 0, number);
  }

  /** @returns the number of the block that begins there; undefined if none does. */
  remove(address: number): number | undefined {
    const at = this.#after(address) - 1;
    if (at < 0 || this.#starts[at] !== address) return undefined;
    this.#starts.splice(at, 1);
    this.#ends.splice(at, 1);
    return this.#numbers.splice(at, 1)[0];
  }

  find(address: number): { readonly number: number; readonly offset: number } | undefined {
    const at = this.#after(address) - 1;
    if (at < 0 || address >= this.#ends[at]!) return undefined;
    return { number: this.#numbers[at]!, offset: address - this.#starts[at]! };
  }

  /** How many blocks begin at or before an address. */
  #after(address: number): number {
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
