import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heap, paddingBytes } from '../../../src/backends/simd/heap.ts';

interface Block {
  readonly address: number;
  readonly bytes: number;
}

const sizes = fc.integer({ min: 0, max: 40_000 });

/** Room for a dozen blocks of those sizes, so that what is free is gathered and cut anew time and again. */
const tight = 4;

test.each([undefined, tight])(
  'blocks in use never overlap, padding included, and begin at multiples of 16, in %s pages',
  (pages) => {
    fc.assert(
      fc.property(fc.array(fc.record({ bytes: sizes, frees: fc.nat(3) }), { maxLength: 80 }), (steps) => {
        const heap = new Heap(pages);
        const live: Block[] = [];
        const free = (block: Block) => heap.free(block.address, block.bytes);
        for (const { bytes, frees } of steps) {
          // Far below the room that a tight heap has, even if it is split badly.
          while (pages !== undefined && live.length > 1 && heap.usedBytes + bytes > 100_000)
            free(live.shift()!);
          const address = heap.allocate(bytes);
          expect(address % 16).toBe(0);
          const end = address + bytes + paddingBytes;
          for (const other of live) {
            expect(end <= other.address || other.address + other.bytes + paddingBytes <= address).toBe(true);
          }
          live.push({ address, bytes });
          for (const block of live.splice(0, frees)) free(block);
        }
        for (const block of live) free(block);
        expect(heap.usedBytes).toBe(0);
      }),
      { numRuns: 50 },
    );
  },
);

test('a freed block serves the next tensor of its size', () => {
  fc.assert(
    fc.property(sizes, (bytes) => {
      const heap = new Heap();
      const first = heap.allocate(bytes);
      heap.allocate(bytes);
      heap.free(first, bytes);
      expect(heap.allocate(bytes)).toBe(first);
    }),
  );
});

test('at most a quarter of a large block is spare', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 2 ** 24 }), (bytes) => {
      const heap = new Heap();
      heap.allocate(bytes);
      expect(heap.usedBytes).toBeGreaterThanOrEqual(bytes + paddingBytes);
      expect(heap.usedBytes).toBeLessThanOrEqual(1.25 * (bytes + paddingBytes) + 64);
    }),
  );
});

test('views from before the memory grew still show what is there', () => {
  const heap = new Heap();
  const address = heap.allocate(16);
  const before = heap.floats;
  const far = heap.allocate(64 * 2 ** 20);
  expect(heap.floats.length).toBeGreaterThan(before.length);
  heap.floats[address / 4] = 7;
  expect(before[address / 4]).toBe(7);
  heap.floats[far / 4] = 8;
  expect(heap.floats[far / 4]).toBe(8);
});

test('a heap without room for a tensor says what is used, what was asked for, and of how much', () => {
  const heap = new Heap(32);
  heap.allocate(2 ** 20);
  expect(() => heap.allocate(2 ** 20)).toThrow(
    /^the memory of the simd backend is full: 2 MiB in use and 2 MiB more asked for, of at most 2 MiB; /,
  );
});

test('a full heap cuts what it needs from a larger free block, and lends the rest as well', () => {
  const heap = new Heap(32);
  const large = heap.allocate(2 ** 20);
  heap.allocate(500_000);
  heap.free(large, 2 ** 20);
  const first = heap.allocate(400_000);
  expect(first).toBe(large);
  const second = heap.allocate(400_000);
  expect(second).toBeGreaterThan(first);
  expect(second).toBeLessThan(large + 2 ** 20);
});

test('a full heap joins free blocks that lie side by side', () => {
  const heap = new Heap(32);
  const parts = Array.from({ length: 10 }, () => heap.allocate(150_000));
  for (const part of parts) heap.free(part, 150_000);
  expect(heap.allocate(1_500_000)).toBe(parts[0]);
});

test('sizes that are never asked for again do not fill the memory', () => {
  const heap = new Heap();
  const kept = heap.allocate(2 ** 20);
  // As members of a population come to their end: each size but for a time, much more in all than ever at once.
  for (let size = 2 ** 25; size > 2 ** 18; size *= 0.99) {
    const blocks = Array.from({ length: 4 }, () => heap.allocate(size));
    for (const block of blocks) heap.free(block, size);
  }
  expect(heap.usedBytes).toBe(2 ** 20 + 2 ** 18);
  expect(heap.reachedBytes).toBeLessThan(2.5 * 4 * 2 ** 25);
  heap.free(kept, 2 ** 20);
});
