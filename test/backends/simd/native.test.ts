import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { kernelTrials } from '../../../src/backends/simd/kernel-trials.ts';
import { type KernelName, loadKernels } from '../../../src/backends/simd/kernels.ts';
import { native } from '../../../src/backends/simd/native.ts';
import { loadAddon, type NativeAddon } from '../../../src/backends/simd/native-addon.ts';
import { computesTheSame, differingKernels } from '../../../src/backends/simd/native-self-test.ts';
import { TrialHeap } from '../../../src/backends/simd/trial-heap.ts';

const heap = new TrialHeap(4 * 2 ** 20);
const kernels = loadKernels(heap);
const names = Object.keys(kernelTrials) as KernelName[];
const addon = loadAddon();
if (!addon) console.warn('skipped: the native kernels have not been built (node build-native.js)');

test('every kernel of the WebAssembly module has a trial', () => {
  const exported = Object.keys(kernels).filter((name) => name !== 'memory' && name !== 'run');
  expect(names.toSorted()).toEqual(exported.toSorted());
});

describe.skipIf(!addon)('the native kernels', () => {
  const { targets, use, run } = addon ?? ({ targets: [] } as unknown as NativeAddon);

  afterAll(() => use(0));

  test('are those of the WebAssembly module and load', () => {
    expect(addon!.kernels[0]).toBe('load');
    expect(addon!.kernels.slice(1).toSorted()).toEqual(names.toSorted());
  });

  describe.each(targets.map((name, target) => ({ name, target })))('with $name', ({ target }) => {
    test.each(names)('%s leaves the bits of WebAssembly, and all that is not its own as it was', (name) => {
      use(target);
      fc.assert(
        fc.property(fc.nat(), fc.constantFrom(6, 40, 160), (seed, largestSize) =>
          computesTheSame(addon!, kernels, heap, name, seed, largestSize),
        ),
        { numRuns: 200 },
      );
    });
  });

  test('pass the test that they are put to before they are used, and are found', () => {
    use(0);
    expect(differingKernels(addon!)).toEqual([]);
    expect(native()).toEqual({ addon, reason: null });
  });

  test('are found out where they differ', () => {
    const number = addon!.kernels.indexOf('tanh');
    const sloppy = (bytes: Uint8Array, start: number, end: number): number => {
      const result = run(bytes, start, end);
      const [kernel, out] = new Int32Array(bytes.buffer, start, 2) as unknown as [number, number];
      // The lowest bit of the first result.
      if (kernel === number) bytes[out]! ^= 1;
      return result;
    };
    expect(differingKernels({ ...addon!, run: sloppy })).toEqual(['tanh']);
    const lacking = addon!.kernels.map((name) => (name === 'sum' ? 'total' : name));
    expect(differingKernels({ ...addon!, kernels: lacking })).toEqual(['sum']);
  });

  test('are called one after the other, from one word to another, until one refuses', () => {
    const [fill, gather] = ['fillWords', 'gatherWords'].map((name) => addon!.kernels.indexOf(name));
    const [numbers, out] = heap.draw((draw) => [draw.floats(8), draw.floats(8)], 0, 8) as [number, number];
    const words = new Int32Array(heap.bytes.buffer);
    // Row 3 of a table of three.
    const refused = [gather!, out, numbers, numbers, 1, 1, 3];
    const [start, end] = heap.program(
      Int32Array.of(...[fill!, numbers, 2, 3], ...[fill!, out, 1, 7], ...refused, ...[fill!, out, 1, 9]),
    );
    expect(run(heap.bytes, start + 16, start + 32)).toBe(0);
    expect(words[out / 4]).toBe(7);
    expect(words[numbers / 4]).not.toBe(3);
    expect(run(heap.bytes, start, end)).toBe(start + 32);
    expect(words[out / 4]).toBe(7);
  });

  test('find a coefficient on the heap when the program runs', () => {
    const [load, fill, blend] = ['load', 'fillWords', 'blend'].map((name) => addon!.kernels.indexOf(name));
    const [x, out] = heap.draw((draw) => [draw.floats(4), draw.results(4)], 0, 4) as [number, number];
    const floats = new Float32Array(heap.bytes.buffer, 0, 4096);
    floats.set([1, 2, 3, 0.1], x / 4);
    const words = (loaded: number) =>
      Int32Array.of(...[fill!, out, 4, 0], ...[load!, loaded, x + 12], ...[blend!, out, x, x, 3, 0, 0]);
    // The word that is loaded lies in the program itself.
    const [begin] = heap.program(words(0));
    const [start, end] = heap.program(words(begin + 12 * 4));
    expect(run(heap.bytes, start, end)).toBe(0);
    expect(Array.from(floats.subarray(out / 4, out / 4 + 3))).toEqual([0.1, 0.2, 0.3].map(Math.fround));
  });

  test('refuse other arguments than theirs', () => {
    expect(() => run(new Int8Array(8) as never, 0, 4)).toThrow('wrong arguments');
    expect(() => use(99)).toThrow('wrong arguments');
    // A number that no kernel has, and a call that has too few words.
    for (const words of [Int32Array.of(999), Int32Array.of(1, 2)]) {
      const [start, end] = heap.program(words);
      expect(run(heap.bytes, start, end)).toBe(start);
    }
  });
});
