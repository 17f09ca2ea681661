import { kernelTrials } from './kernel-trials.ts';
import { type KernelName, type Kernels, loadKernels, signatures } from './kernels.ts';
import type { NativeAddon } from './native-addon.ts';
import { numbersOf, spell } from './recording/words.ts';
import { sameWords, TrialHeap } from './trial-heap.ts';

const heapBytes = 512 * 1024;
/** Calls of each kernel, one of them with special numbers: all together take some 25 milliseconds. */
const calls = 3;
/** Products have more forms than others. */
const callsOfProducts = 12;
const largestSize = 37;

/** What runs programs of kernels on a heap. */
export type ProgramRunner = Pick<NativeAddon, 'kernels' | 'run'>;

/** Memory for {@link differingKernels}. */
export function trialHeap(): TrialHeap {
  return new TrialHeap(heapBytes);
}

/** Names of kernels that the addon lacks, or that leave other bits than those of WebAssembly. */
export function differingKernels(addon: ProgramRunner, heap = trialHeap()): string[] {
  const kernels = loadKernels(heap);
  const names = Object.keys(kernelTrials) as KernelName[];
  const differing = names.filter((name) =>
    Array.from({ length: name === 'matMul' ? callsOfProducts : calls }, (_, seed) => seed).some(
      (seed) => !computesTheSame(addon, kernels, heap, name, seed, largestSize),
    ),
  );
  return loadsCoefficients(addon, heap) ? differing : ['load', ...differing];
}

/** Whether a kernel leaves the same natively as by WebAssembly, on a call drawn from `seed`. */
export function computesTheSame(
  addon: ProgramRunner,
  kernels: Kernels,
  heap: TrialHeap,
  name: KernelName,
  seed: number,
  largestSize: number,
): boolean {
  if (!addon.kernels.includes(name)) return false;
  const call = heap.draw(kernelTrials[name], seed, largestSize);
  const before = heap.copy();
  const { words } = spell(
    [{ kernel: name, arguments: call.map(Number) }],
    signatures(),
    numbersOf(addon.kernels),
  );
  const refused = addon.run(heap.bytes, ...heap.program(words)) !== 0;
  const natively = heap.copy();
  heap.restore(before);
  const answer = (kernels[name] as (...call: (number | boolean)[]) => unknown)(...call);
  return refused === (answer === 0) && sameWords(natively, heap.copy());
}

function loadsCoefficients(addon: ProgramRunner, heap: TrialHeap): boolean {
  const [from, to] = heap.draw((draw) => [draw.floats(1), draw.results(1)], 0, 1) as [number, number];
  addon.run(heap.bytes, ...heap.program(Int32Array.of(addon.kernels.indexOf('load'), to, from)));
  const view = new DataView(heap.bytes.buffer);
  return view.getInt32(to, true) === view.getInt32(from, true);
}
