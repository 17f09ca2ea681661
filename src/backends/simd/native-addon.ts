import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * The kernels of `assembly/` as native code, with the same bits.
 *
 * They are called by programs: words `[kernel, argument, …, kernel, argument, …]`, where a kernel is its place in `kernels`
 * and its arguments are those of the WebAssembly kernel in their order, truth values as 0 or 1. `load`, which is number 0
 * and no kernel, has the arguments `word, address`: it puts the float32 at that address into that word of the program.
 */
export interface NativeAddon {
  readonly kernels: readonly string[];
  /** Sets of instructions that this processor has, the fastest first, which is the one in use. */
  readonly targets: readonly string[];
  /** Uses another set of instructions, for tests. */
  use(target: number): void;
  /**
   * Executes words `start` to `end` − 1.
   *
   * @param heap all of the memory that the addresses point into.
   * @returns 0, or 1 + the word at which a kernel refused.
   */
  run(heap: Uint8Array, program: Float64Array, start: number, end: number): number;
}

/** The addon, untested, or undefined where none was built. In a package it is beside the bundle, else beside the sources. */
export function loadAddon(): NativeAddon | undefined {
  const places = ['../build/Release/native.node', '../../../build/Release/native.node'];
  const path = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
  return path === undefined ? undefined : (createRequire(import.meta.url)(path) as NativeAddon);
}
