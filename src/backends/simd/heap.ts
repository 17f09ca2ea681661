import { RunError } from '../../errors.ts';
import { formatBytes } from '../../format-bytes.ts';
import { addressSpaceLeft } from '../address-space.ts';
import { FreeRegions } from './free-regions.ts';
import type { HeapType } from './heap-type.ts';

const pageBytes = 65_536;
/** Blocks are multiples of a cache line. */
const unitBytes = 64;
/** What a kernel may read or write beyond the end of a block: the better part of two vectors. */
export const paddingBytes = 32;
/** Address 0 is never a block's. */
const firstAddress = unitBytes;
/** Less than this is not worth gathering. */
const leastGathered = 16 * 2 ** 20;

/** Who is told of blocks while a function is recorded. */
export interface HeapObserver {
  /** @param bytes as they were asked for. */
  allocated(address: number, bytes: number): void;
  freed(address: number): void;
  /** The host has looked at numbers, or may write some. */
  looked(): void;
}

/**
 * The memory that tensors live in: blocks of one growing `WebAssembly.Memory`.
 *
 * Sizes are rounded up to classes, four to a doubling, and a freed block waits in its class's list for the next tensor of
 * about that size; training asks for the same sizes over and over. When other sizes are asked for and more is waiting than
 * is in use, all that waits is gathered, joined, and cut anew: members that come to their end leave tensors of every size
 * behind, and memory would fill up with blocks that nobody asks for again.
 *
 * The memory is declared shared, not because anyone shares it, but because growing a shared memory leaves the views onto
 * it intact where growing any other detaches them all, in the middle of whatever kernel made the tensor that did not fit.
 */
export class Heap {
  readonly memory: WebAssembly.Memory;
  /** What it may grow to. */
  readonly limitBytes: number;
  /** Addresses of free blocks that wait, by class. */
  readonly #free: number[][] = [];
  #waitingBytes = 0;
  /** What was free when it was gathered last, and has not been asked for since. */
  readonly #regions = new FreeRegions();
  #end = firstAddress;
  #usedBytes = 0;
  observer: HeapObserver | null = null;
  /** Views onto everything that there is now. */
  floats!: Float32Array;
  integers!: Int32Array;
  bytes!: Uint8Array;

  /** @param limitPages pages of 64 KiB that the heap may grow to; by default as many as there can be. */
  constructor(limitPages = mostPages()) {
    this.limitBytes = limitPages * pageBytes;
    const initial = Math.min(limitPages, 256);
    this.memory = new WebAssembly.Memory({ initial, maximum: limitPages, shared: true });
    this.#look();
  }

  /** Bytes of all blocks in use. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Bytes of all blocks that there have ever been, in use or waiting. Tensors that come and go do not move it. */
  get reachedBytes(): number {
    return this.#end;
  }

  /** A block of at least `bytes`, with padding after it; its contents are whatever was there before. */
  allocate(bytes: number): number {
    const index = classOf(bytes);
    const size = classBytes(index);
    const waiting = this.#free[index]?.pop();
    if (waiting !== undefined) this.#waitingBytes -= size;
    const address = waiting ?? this.#cut(size);
    this.#usedBytes += size;
    this.observer?.allocated(address, bytes);
    return address;
  }

  /** @param bytes as they were asked for. */
  free(address: number, bytes: number): void {
    this.observer?.freed(address);
    const index = classOf(bytes);
    this.#free[index] ??= [];
    this.#free[index].push(address);
    this.#usedBytes -= classBytes(index);
    this.#waitingBytes += classBytes(index);
  }

  /** Copies so many elements from one block to another. */
  copyBlock(to: number, from: number, length: number, dtype: HeapType): void {
    this.bytes.copyWithin(to, from, from + length * (dtype === 'bool' ? 1 : 4));
  }

  /** A block where no block of its class is waiting. */
  #cut(bytes: number): number {
    if (this.#waitingBytes > Math.max(this.#usedBytes, leastGathered)) this.#gather();
    return this.#regions.take(bytes) ?? this.#extend(bytes);
  }

  /** A new block at the end of the heap, or, when that has nowhere left to go, one of all that is free elsewhere. */
  #extend(bytes: number): number {
    const address = this.#end;
    const end = address + bytes;
    if (end > this.limitBytes) {
      this.#gather();
      const elsewhere = this.#regions.take(bytes);
      if (elsewhere === undefined) throw this.#full(bytes);
      return elsewhere;
    }
    if (end > this.memory.buffer.byteLength) this.#grow(end);
    this.#end = end;
    return address;
  }

  #gather(): void {
    this.#regions.add(
      this.#free.flatMap((addresses, index) =>
        addresses.map((address) => ({ address, bytes: classBytes(index) })),
      ),
    );
    this.#free.length = 0;
    this.#waitingBytes = 0;
  }

  /** Doubles the memory, or more, or as far as it may. */
  #grow(end: number): void {
    const now = this.memory.buffer.byteLength;
    const wanted = Math.min(this.limitBytes, Math.max(end, now * 2));
    try {
      this.memory.grow(Math.ceil((wanted - now) / pageBytes));
    } catch {
      throw this.#full(end - this.#end);
    }
    this.#look();
  }

  #look(): void {
    const { buffer } = this.memory;
    this.floats = new Float32Array(buffer);
    this.integers = new Int32Array(buffer);
    this.bytes = new Uint8Array(buffer);
  }

  #full(asked: number): RunError {
    return new RunError(
      `the memory of the simd backend is full: ${formatBytes(this.#usedBytes)} in use and ${formatBytes(asked)} more ` +
        `asked for, of at most ${formatBytes(this.limitBytes)}; train fewer members at a time`,
    );
  }
}

/** Bytes of a block that so many are asked for, padding included. */
export function blockBytes(asked: number): number {
  return classBytes(classOf(asked));
}

/** Classes 1 to 4 are so many units; beyond, each doubling has four. */
function classOf(bytes: number): number {
  const units = Math.ceil((bytes + paddingBytes) / unitBytes);
  const doubling = Math.max(0, 29 - Math.clz32(units - 1));
  return 4 * doubling + Math.ceil(units / 2 ** doubling);
}

/** The 4 GiB of WebAssembly, or half of what addresses are left: the system gives them all to the heap at once. */
function mostPages(): number {
  return Math.max(1, Math.min(65_536, Math.floor(addressSpaceLeft() / 2 / pageBytes)));
}

function classBytes(index: number): number {
  const doubling = Math.max(0, Math.floor((index - 5) / 4));
  return (index - 4 * doubling) * 2 ** doubling * unitBytes;
}
