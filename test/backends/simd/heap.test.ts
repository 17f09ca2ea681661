import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heap, paddingBytes } from '../../../src/backends/simd/heap.ts';

interface Block {
  readonly address: number;
  readonly bytes: number;
}

const sizes = fc.integer({ min: 0, max: 40_000 });

test('blocks in use never overlap, padding included, and begin at multiples of 16', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ bytes: sizes, frees: fc.nat(3) }), { maxLength: 80 }), (steps) => {
      const heap = new Heap();
      const live: Block[] = [];
      for (const { bytes, frees } of steps) {
        const address = heap.allocate(bytes);
        expect(address % 16).toBe(0);
        const end = address + bytes + paddingBytes;
        for (const other of live) {
          expect(end <= other.address || other.address + other.bytes + paddingBytes <= address).toBe(true);
        }
        live.push({ address, bytes });
        for (const block of live.splice(0, frees)) heap.free(block.address, block.bytes);
      }
      for (const block of live) heap.free(block.address, block.bytes);
      expect(heap.usedBytes).toBe(0);
    }),
    { numRuns: 50 },
  );
});

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

test('a full heap lends a larger free block', () => {
  const heap = new Heap(32);
  const large = heap.allocate(2 ** 20);
  heap.allocate(500_000);
  heap.free(large, 2 ** 20);
  expect(heap.allocate(400_000)).toBe(large);
});
