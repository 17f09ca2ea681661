import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * The kernels of `assembly/` as native code, with the same bits.
 *
 * They are called by programs on the heap, as those of WebAssembly are (build-kernels.js), where a kernel's number is its
 * place in `kernels`.
 */
export interface NativeAddon {
  readonly kernels: readonly string[];
  /** Sets of instructions that this processor has, the fastest first, which is the one in use. */
  readonly targets: readonly string[];
  /** Uses another set of instructions, for tests. */
  use(target: number): void;
  /**
   * Runs the calls in the words from address `start` to `end`.
   *
   * @param heap all of the memory that the addresses point into.
   * @returns 0, or the address of a call that refused.
   */
  run(heap: Uint8Array, start: number, end: number): number;
}

/** The addon, untested, or undefined where none was built. In a package it is beside the bundle, else beside the sources. */
export function loadAddon(): NativeAddon | undefined {
  const places = ['../build/Release/native.node', '../../../build/Release/native.node'];
  const path = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
  return path === undefined ? undefined : (createRequire(import.meta.url)(path) as NativeAddon);
}
