import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kernelTrials } from '../../../../src/backends/simd/kernel-trials.ts';
import { type KernelName, loadKernels, signatures } from '../../../../src/backends/simd/kernels.ts';
import { kernelReach } from '../../../../src/backends/simd/recording/kernel-reach.ts';
import { sameWords, TrialHeap } from '../../../../src/backends/simd/trial-heap.ts';

const heap = new TrialHeap(2 ** 20);
const kernels = loadKernels(heap);
const names = Object.keys(kernelTrials) as KernelName[];
/** What a kernel may spill behind its last line. */
const spill = 32;

type Call = (number | boolean)[];
type Range = readonly [from: number, to: number];

const run = (name: KernelName, call: Call) =>
  (kernels[name] as (...call: (number | boolean)[]) => unknown)(...call);

/** The memory that a call reaches, by what it does there. */
function rangesOf(name: KernelName, call: Call): { written: Range[]; read: Range[]; rooms: Range[] } {
  const numbers = call.map(Number);
  const { count, reaches } = kernelReach(name, numbers);
  const lines = count === undefined ? 1 : numbers[count]!;
  const addresses = numbers.filter((_, at) => signatures()[name]![at] === 'address');
  expect(addresses).toHaveLength(reaches.length);
  const ranges = reaches.map(({ use, bytes, step }, at) => {
    const from = addresses[at]!;
    return { use, range: [from, lines > 0 ? from + (lines - 1) * step + bytes : from] as const };
  });
  const of = (kind: string) => ranges.filter(({ use }) => use === kind).map(({ range }) => range);
  return { written: of('writes'), read: of('reads'), rooms: of('room') };
}

/** A copy of the heap in which nothing stands outside these ranges. */
function within(words: Int32Array, ranges: readonly Range[]): Int32Array {
  const bytes = new Uint8Array(words.buffer);
  const kept = new Uint8Array(bytes.length);
  for (const [from, to] of ranges) kept.set(bytes.subarray(from, to), from);
  return new Int32Array(kept.buffer);
}

const forEveryCall = (name: KernelName, holds: (call: Call) => void) =>
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(6, 40), (seed, largest) =>
      holds(heap.draw(kernelTrials[name], seed, largest)),
    ),
    { numRuns: 50 },
  );

test.each(names)(
  '%s writes where it is said to, and what depends on nothing else than it is said to read',
  (name) => {
    forEveryCall(name, (call) => {
      const { written, read, rooms } = rangesOf(name, call);
      const before = heap.copy();
      run(name, call);
      const after = heap.copy();
      const spilled = [...written.map(([from, to]) => [from, to + spill] as const), ...rooms];
      const outside = (words: Int32Array) => {
        const bytes = new Uint8Array(words.slice().buffer);
        for (const [from, to] of spilled) bytes.fill(0, from, to);
        return new Int32Array(bytes.buffer);
      };
      expect(sameWords(outside(before), outside(after))).toBe(true);

      heap.restore(within(before, [...written, ...read]));
      run(name, call);
      expect(sameWords(within(heap.copy(), written), within(after, written))).toBe(true);
    });
  },
);

const dividable = names.filter((name) => kernelReach(name, new Array(24).fill(1)).count !== undefined);

test.each(dividable)('%s leaves the same when some lines are done before the others', (name) => {
  forEveryCall(name, (call) => {
    const numbers = call.map(Number);
    const { count, reaches } = kernelReach(name, numbers);
    const lines = numbers[count!]!;
    const { written } = rangesOf(name, call);
    const before = heap.copy();
    // A call that is refused leaves part of the work undone.
    if (run(name, call) === 0) return;
    const whole = within(heap.copy(), written);
    heap.restore(before);
    const half = Math.ceil(lines / 2);
    for (const [first, some] of [
      [0, half],
      [half, lines - half],
    ] as const) {
      let address = 0;
      const piece = numbers.map((number, at) => {
        if (at === count) return some;
        return signatures()[name]![at] === 'address' ? number + first * reaches[address++]!.step : number;
      });
      run(name, piece);
    }
    expect(sameWords(within(heap.copy(), written), whole)).toBe(true);
  });
});
