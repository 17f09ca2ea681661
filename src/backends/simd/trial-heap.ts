import type { Draw, Trial } from './kernel-trials.ts';

/** What stands between blocks, so that a write beyond the padding shows. */
const betweenBlocks = 64;
/** What a kernel may write behind its results. */
const paddingBytes = 32;
/** No kernel may look further behind the last block. */
const behindAll = 256;

const specialNumbers = [
  0,
  -0,
  1,
  -1,
  2 ** -149,
  -(2 ** -130),
  2 ** -126,
  3e38,
  Infinity,
  -Infinity,
  Number.NaN,
];

/** Random numbers as good as trials need, the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** So many numbers of which blocks are filled; drawing each anew would take longer than all the kernels. */
const stockLength = 8192;

function stock(isSpecial: boolean): Float32Array {
  const random = generator(Number(isSpecial));
  return Float32Array.from({ length: stockLength }, () => {
    const share = random();
    if (isSpecial && share < 0.2) return specialNumbers[Math.floor(share * 5 * specialNumbers.length)]!;
    return (share * 4 - 2) * 2 ** Math.floor(random() * 13 - 6);
  });
}

const [ordinary, special] = [stock(false), stock(true)];

/** Blocks for a trial of a kernel, with contents drawn at random, in the memory that the kernels work on. */
export class TrialHeap implements Draw {
  readonly bytes: Uint8Array;
  readonly #floats: Float32Array;
  readonly #words: Int32Array;
  readonly #memory: WebAssembly.Memory;
  #random = generator(0);
  #largestSize = 0;
  #stock = ordinary;
  #end = 0;
  /** Bytes whose contents are nobody's affair, from … to. */
  #free: [number, number][] = [];

  constructor(bytes: number) {
    const pages = Math.ceil(bytes / 65_536);
    this.#memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    this.bytes = new Uint8Array(this.#memory.buffer);
    this.#floats = new Float32Array(this.#memory.buffer);
    this.#words = new Int32Array(this.#memory.buffer);
  }

  get memory(): WebAssembly.Memory {
    return this.#memory;
  }

  /**
   * Draws a call anew. Every second seed has infinities, NaN, denormal numbers and zeros of both signs among its numbers.
   *
   * @param largestSize of what has one.
   */
  draw(trial: Trial, seed: number, largestSize: number): (number | boolean)[] {
    this.#random = generator(seed);
    this.#stock = seed % 2 === 1 ? special : ordinary;
    this.#largestSize = largestSize;
    this.#end = betweenBlocks;
    this.#free = [];
    const call = trial(this);
    // What stands behind the last block is compared too.
    this.#block(betweenBlocks);
    return call;
  }

  /** What there is now of all that was drawn, with zeros for what is nobody's affair. */
  copy(): Int32Array {
    const bytes = this.bytes.slice(0, this.#end);
    for (const [start, end] of this.#free) bytes.fill(0, start, end);
    return new Int32Array(bytes.buffer);
  }

  restore(words: Int32Array): void {
    this.#words.set(words);
  }

  /** Puts a program at the end of the memory, behind all that is compared. @returns where it begins and ends. */
  program(words: Int32Array): [start: number, end: number] {
    const end = this.bytes.length;
    const start = end - words.byteLength;
    if (start < this.#end + behindAll)
      throw new RangeError('a program does not fit into the heap of a trial');
    this.#words.set(words, start / 4);
    return [start, end];
  }

  integer(low: number, high: number): number {
    return low + Math.floor(this.#random() * (high - low + 1));
  }

  size(low = 1): number {
    return this.integer(low, Math.max(low, this.#largestSize));
  }

  number(): number {
    return this.#stock[this.integer(0, stockLength - 1)]!;
  }

  floats(count: number): number {
    const address = this.#block(count * 4);
    let from = this.integer(0, stockLength - 1);
    for (let done = 0; done < count; from = 0) {
      const numbers = this.#stock.subarray(from, from + count - done);
      this.#floats.set(numbers, address / 4 + done);
      done += numbers.length;
    }
    return address;
  }

  integers(count: number, limit: number): number {
    const address = this.#block(count * 4);
    for (let i = 0; i < count; i++) this.#words[address / 4 + i] = this.integer(0, limit - 1);
    return address;
  }

  truths(count: number): number {
    const address = this.#block(count);
    for (let i = 0; i < count; i++) this.bytes[address + i] = this.integer(0, 1);
    return address;
  }

  results(count: number): number {
    const address = this.floats(count);
    this.#free.push([address + count * 4, address + count * 4 + paddingBytes]);
    return address;
  }

  truthResults(count: number): number {
    const address = this.truths(count);
    this.#free.push([address + count, address + count + paddingBytes]);
    return address;
  }

  room(count: number): number {
    const address = this.#block(count * 4);
    this.#free.push([address, address + count * 4 + paddingBytes]);
    return address;
  }

  #block(bytes: number): number {
    const address = this.#end;
    this.#end = Math.ceil((address + bytes + paddingBytes + betweenBlocks) / 64) * 64;
    if (this.#end + behindAll > this.bytes.length) throw new RangeError(`a trial does not fit into its heap`);
    this.#floats.fill(-7.25, address / 4, this.#end / 4);
    return address;
  }
}

/** Whether two copies are the same, bit for bit but for which NaN a NaN is. */
export function sameWords(a: Int32Array, b: Int32Array): boolean {
  for (let at = 0; at < a.length; at++) {
    if (a[at] !== b[at] && !(isNaNWord(a[at]!) && isNaNWord(b[at]!))) return false;
  }
  return a.length === b.length;
}

function isNaNWord(word: number): boolean {
  return (word & 0x7fffffff) > 0x7f800000;
}
