import type { AddressWord } from './words.ts';

/** Words that hold addresses relative to one that may change between replays. */
export class Base {
  readonly #words: Int32Array;
  readonly #offsets: Int32Array;
  #bound = 0;

  constructor(words: readonly AddressWord[]) {
    this.#words = Int32Array.from(words, ({ word }) => word);
    this.#offsets = Int32Array.from(words, ({ offset }) => offset);
  }

  bind(program: Int32Array, address: number): void {
    if (address === this.#bound) return;
    for (let i = 0; i < this.#words.length; i++) program[this.#words[i]!] = address + this.#offsets[i]!;
    this.#bound = address;
  }
}
