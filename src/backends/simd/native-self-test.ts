import { kernelTrials } from './kernel-trials.ts';
import { type Kernels, loadKernels } from './kernels.ts';
import type { NativeAddon } from './native-addon.ts';
import { sameWords, TrialHeap } from './trial-heap.ts';

const heapBytes = 512 * 1024;
/** Calls of each kernel, one of them with special numbers: all together take some 25 milliseconds. */
const calls = 3;
/** Products have more forms than others. */
const callsOfProducts = 12;
const largestSize = 37;

/** Names of kernels that the addon lacks, or that leave other bits than those of WebAssembly. */
export function differingKernels(addon: NativeAddon): string[] {
  const heap = new TrialHeap(heapBytes);
  const kernels = loadKernels(heap);
  const names = Object.keys(kernelTrials) as (keyof Kernels)[];
  const differing = names.filter((name) =>
    Array.from({ length: name === 'matMul' ? callsOfProducts : calls }, (_, seed) => seed).some(
      (seed) => !computesTheSame(addon, kernels, heap, name, seed, largestSize),
    ),
  );
  return loadsCoefficients(addon, heap) ? differing : ['load', ...differing];
}

/** Whether a kernel leaves the same natively as by WebAssembly, on a call drawn from `seed`. */
export function computesTheSame(
  addon: NativeAddon,
  kernels: Kernels,
  heap: TrialHeap,
  name: keyof Kernels,
  seed: number,
  largestSize: number,
): boolean {
  const kernel = addon.kernels.indexOf(name);
  if (kernel < 0) return false;
  const call = heap.draw(kernelTrials[name], seed, largestSize);
  const before = heap.copy();
  const program = Float64Array.from([kernel, ...call.map(Number)]);
  const refused = addon.run(heap.bytes, program, 0, program.length) !== 0;
  const natively = heap.copy();
  heap.restore(before);
  const answer = (kernels[name] as (...call: (number | boolean)[]) => unknown)(...call);
  return refused === (answer === 0) && sameWords(natively, heap.copy());
}

function loadsCoefficients(addon: NativeAddon, heap: TrialHeap): boolean {
  const [address] = heap.draw((draw) => [draw.floats(1)], 0, 1) as [number];
  const program = Float64Array.of(addon.kernels.indexOf('load'), 3, address, 0);
  addon.run(heap.bytes, program, 0, 3);
  return program[3] === new DataView(heap.bytes.buffer).getFloat32(address, true);
}
