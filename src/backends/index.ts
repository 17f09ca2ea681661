import { didYouMean } from '../did-you-mean.ts';
import { type RunError, UsageError } from '../errors.ts';
import * as tf from '../tensors/tf.ts';
import type { BackendEntry, RunningBackend } from './backend-entry.ts';
import { startSimd } from './simd/index.ts';
import { startWasm } from './wasm.ts';
import { startWebgpu } from './webgpu/index.ts';

/** What a WebAssembly module can address. */
const webAssemblyLimit = 2 ** 32;

/** The backends by the names that `--backend` takes. */
const backends: Readonly<Record<string, BackendEntry>> = {
  simd: { start: holdsNothing(startSimd), memoryLimit: webAssemblyLimit },
  wasm: { start: holdsNothing(startWasm), memoryLimit: webAssemblyLimit },
  cpu: { start: holdsNothing(startCpu), memoryLimit: Number.POSITIVE_INFINITY },
  webgpu: { start: startWebgpu, memoryLimit: Number.POSITIVE_INFINITY },
};

/** What those that were started hold until they are stopped. */
const running = new Map<string, RunningBackend>();

async function startCpu(): Promise<void> {
  await tf.setBackend('cpu');
  await tf.ready();
}

function holdsNothing(start: () => Promise<void>): BackendEntry['start'] {
  return async () => {
    await start();
    return undefined;
  };
}

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
 *
 * @throws UsageError if there is none of that name, or if it is not installed.
 */
export async function startBackend(name: string): Promise<void> {
  checkBackend(name);
  tf.enableProdMode();
  if (running.has(name)) {
    await tf.setBackend(name);
    return;
  }
  const started = await backends[name]!.start();
  if (started) running.set(name, started);
}

/** Why the backend that was started can compute no more; undefined while it can. */
export function backendFailure(): RunError | undefined {
  return running.get(tf.getBackend())?.failure();
}

/** Stops what would keep the process from ending. What was computed there is gone. */
export function stopBackends(): void {
  for (const backend of running.values()) backend.stop();
  running.clear();
}
