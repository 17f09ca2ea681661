import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../errors.ts';
import * as tf from '../tensors/tf.ts';
import { startSimd } from './simd/index.ts';
import { startWasm } from './wasm.ts';

interface BackendEntry {
  start(): Promise<void>;
  /** Bytes of tensors that it can hold at a time, whatever the machine has. */
  readonly memoryLimit: number;
}

/** What a WebAssembly module can address. */
const webAssemblyLimit = 2 ** 32;

/** The backends by the names that `--backend` takes. */
const backends: Readonly<Record<string, BackendEntry>> = {
  simd: { start: startSimd, memoryLimit: webAssemblyLimit },
  wasm: { start: startWasm, memoryLimit: webAssemblyLimit },
  cpu: {
    async start() {
      await tf.setBackend('cpu');
      await tf.ready();
    },
    memoryLimit: Number.POSITIVE_INFINITY,
  },
};

/** Names that `--backend` takes, the default first. */
export const backendNames = Object.keys(backends);

/** Bytes of tensors that a backend can hold at a time, whatever the machine has. */
export function memoryLimit(name: string): number {
  checkBackend(name);
  return backends[name]!.memoryLimit;
}

/** Checks the name of a backend. @throws UsageError if there is none of that name. */
export function checkBackend(name: string): void {
  if (Object.hasOwn(backends, name)) return;
  throw new UsageError(
    `unknown backend "${name}"${didYouMean(name, backendNames)} (known: ${backendNames.join(', ')})`,
  );
}

/**
 * Makes TensorFlow.js compute on the named backend, in production mode (its checks of every op's arguments cost more
 * than small ops themselves).
 */
export async function startBackend(name: string): Promise<void> {
  checkBackend(name);
  tf.enableProdMode();
  await backends[name]!.start();
}
