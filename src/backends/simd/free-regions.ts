/** Free stretches of memory: no two of them touch. */
export class FreeRegions {
  /** Ascending. */
  readonly #addresses: number[] = [];
  readonly #sizes: number[] = [];

  /** Takes free blocks in, in any order; those that lie side by side, or beside what is here, become one. */
  add(blocks: readonly { readonly address: number; readonly bytes: number }[]): void {
    const all = [
      ...blocks,
      ...this.#addresses.map((address, i) => ({ address, bytes: this.#sizes[i]! })),
    ].sort((a, b) => a.address - b.address);
    this.#addresses.length = 0;
    this.#sizes.length = 0;
    for (const { address, bytes } of all) {
      const last = this.#addresses.length - 1;
      if (last >= 0 && this.#addresses[last]! + this.#sizes[last]! === address) this.#sizes[last]! += bytes;
      else {
        this.#addresses.push(address);
        this.#sizes.push(bytes);
      }
    }
  }

  /** The beginning of the smallest stretch that is large enough, whose rest stays here; undefined if none is. */
  take(bytes: number): number | undefined {
    let best = -1;
    for (let i = 0; i < this.#sizes.length; i++) {
      if (this.#sizes[i]! >= bytes && (best < 0 || this.#sizes[i]! < this.#sizes[best]!)) best = i;
    }
    if (best < 0) return undefined;
    const address = this.#addresses[best]!;
    if (this.#sizes[best] === bytes) {
      this.#addresses.splice(best, 1);
      this.#sizes.splice(best, 1);
    } else {
      this.#addresses[best]! += bytes;
      this.#sizes[best]! -= bytes;
    }
    return address;
  }
}
