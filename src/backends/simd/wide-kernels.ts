import { setFlagsFromString } from 'node:v8';
import type { Heap } from './heap.ts';
import { compileKernels, type Kernels, loadKernels, programKernels } from './kernels.ts';
import { differingKernels, type ProgramRunner, trialHeap } from './native-self-test.ts';

/** WebAssembly's kernels with vectors twice as wide. */
export interface Wide {
  /** Null where V8 cannot make them, or makes others than it should. */
  readonly module: WebAssembly.Module | null;
  /** Kernels whose results differ. */
  readonly differing: readonly string[];
}

let found: Wide | undefined;

/**
 * V8 of Node 24 can make one vector of 256 bits of two of 128 where it compiles WebAssembly. It is asked to for these kernels
 * alone, once a process, and what it makes of them is tested.
 */
export function wideKernels(): Wide {
  found ??= findWide();
  return found;
}

/** The kernels that run programs fastest where there are no native ones. */
export function fastestKernels(heap: Pick<Heap, 'memory'>): Kernels {
  const { module } = wideKernels();
  return module ? loadKernels(heap, module) : loadKernels(heap);
}

/** The first version of V8 that can (Node 23.5), and the first that nobody has tried. */
const [since, until] = [12.9, 15];
/** The whole kernel is compiled by the compiler that does it, and at once: what is tested is what will run. */
const flags = [
  ['--experimental-wasm-revectorize', '--no-experimental-wasm-revectorize'],
  ['--no-liftoff', '--liftoff'],
] as const;
/** A section of a module that means nothing; V8 keeps compiled modules by their bytes. */
const ownSection = Uint8Array.of(0, 5, 4, ...Buffer.from('wide'));

function findWide(): Wide {
  const version = Number.parseFloat(process.versions.v8);
  if (process.arch !== 'x64' || version < since || version >= until) return { module: null, differing: [] };
  const heap = trialHeap();
  const plain = loadKernels(heap);
  // The kernels that are compared with are compiled before the flags are set.
  differingKernels(runnerOf(plain), heap);
  for (const [on] of flags) setFlagsFromString(on);
  try {
    const module = compileKernels(ownSection);
    const differing = differingKernels(runnerOf(loadKernels(heap, module)), heap);
    return { module: differing.length === 0 ? module : null, differing };
  } finally {
    for (const [, off] of flags) setFlagsFromString(off);
  }
}

function runnerOf({ run }: Kernels): ProgramRunner {
  return { kernels: programKernels(), run: (_, start, end) => run(start, end) };
}
