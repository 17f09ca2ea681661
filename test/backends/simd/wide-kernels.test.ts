import { expect, test } from 'vitest';
import { kernelTrials } from '../../../src/backends/simd/kernel-trials.ts';
import { type KernelName, loadKernels, programKernels } from '../../../src/backends/simd/kernels.ts';
import { computesTheSame } from '../../../src/backends/simd/native-self-test.ts';
import { TrialHeap } from '../../../src/backends/simd/trial-heap.ts';
import { wideKernels } from '../../../src/backends/simd/wide-kernels.ts';

const { module, differing } = wideKernels();
if (!module) console.warn(`skipped: Node ${process.version} makes no vectors of 256 bits of WebAssembly's`);

test('No kernel leaves other bits in vectors of 256 bits', () => {
  expect(differing).toEqual([]);
});

test.skipIf(!module).each(Object.keys(kernelTrials) as KernelName[])(
  '%s leaves the same bits in vectors of 256 bits',
  (name) => {
    const heap = new TrialHeap(4 * 2 ** 20);
    const plain = loadKernels(heap);
    const { run } = loadKernels(heap, module!);
    const wide = {
      kernels: programKernels(),
      run: (_: Uint8Array, start: number, end: number) => run(start, end),
    };
    for (let seed = 0; seed < 100; seed++) {
      const size = [6, 40, 160][seed % 3]!;
      expect(computesTheSame(wide, plain, heap, name, seed, size), `seed ${seed}`).toBe(true);
    }
  },
);
