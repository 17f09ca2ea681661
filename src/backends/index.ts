import type { DeviceLostError } from '../errors.ts';
import * as tf from '../tensors/tf.ts';
import { packageVersion } from '../version.ts';
import { activate } from './activate.ts';
import type { BackendEntry, RunningBackend } from './backend-entry.ts';
import { type BackendName, backendNames, checkBackend } from './backend-names.ts';
import { findPeerPackage } from './peer-package.ts';
import { currentBackend, makeCurrent, running } from './running.ts';
import { startSimd } from './simd/index.ts';
import { findTfjsNode, startTfjsNode } from './tfjs-node.ts';
import { startWebgpu } from './webgpu/index.ts';

export type { Device, RunningBackend } from './backend-entry.ts';
export { backendNames, checkBackend } from './backend-names.ts';
export { stopBackends } from './running.ts';

/** What a WebAssembly module can address. */
const webAssemblyLimit = 2 ** 32;
const unlimited = Number.POSITIVE_INFINITY;

/** The backends by the names that `--backend` takes. */
const backends: Readonly<Record<BackendName, BackendEntry>> = {
  simd: {
    start: async () => ({
      version: `rl-bench ${packageVersion()}`,
      device: null,
      memoryLimit: await startSimd(),
    }),
    memoryLimit: webAssemblyLimit,
    gpu: false,
  },
  // TensorFlow.js's own package of it is loaded when it is asked for.
  wasm: tensorflows(async () => (await import('./wasm.ts')).startWasm(), webAssemblyLimit),
  cpu: tensorflows(() => activate('cpu'), unlimited),
  webgpu: {
    start: startWebgpu,
    memoryLimit: unlimited,
    isInstalled: () => findPeerPackage('webgpu') !== undefined,
    gpu: true,
  },
  cuda: {
    start: () => startTfjsNode('cuda'),
    memoryLimit: unlimited,
    isInstalled: () => findTfjsNode('cuda') !== undefined,
    companyCounts: true,
    gpu: true,
  },
  node: {
    start: () => startTfjsNode('node'),
    memoryLimit: unlimited,
    isInstalled: () => findTfjsNode('node') !== undefined,
    companyCounts: true,
    gpu: false,
  },
};

/** Those of the GPU whose packages are installed. */
export function installedGpuBackends(): string[] {
  return backendNames.filter((name) => {
    const { gpu, isInstalled } = backends[name];
    return gpu && (isInstalled?.() ?? true);
  });
}

/** True if all processes that compute on it share the memory of one device. */
export function isOnGpu(name: string): boolean {
  checkBackend(name);
  return backends[name].gpu;
}

/**
 * False where the members of a population are to train in one process: on a GPU company costs next to nothing, and where it
 * decides last digits, the same command would otherwise give other numbers on other machines.
 */
export function dividesPopulations(name: string): boolean {
  return !isOnGpu(name) && !companyCounts(name);
}

/** True where the last digits of a member depend on who trains with it. */
export function companyCounts(name: string): boolean {
  checkBackend(name);
  return backends[name].companyCounts === true;
}

/** Bytes of tensors that a backend can hold at a time, whatever the machine has. */
export function memoryLimit(name: string): number {
  checkBackend(name);
  const started = running.get(name);
  return started?.device?.memoryBytes ?? started?.memoryLimit ?? backends[name].memoryLimit;
}

/** Bytes that one tensor can have, whatever room there is, on a backend that was started. */
export function tensorLimit(name: string): number {
  return running.get(name)?.tensorLimit ?? unlimited;
}

/**
 * Makes TensorFlow.js compute on the named backend, in production mode (its checks of every op's arguments cost more
 * than small ops themselves).
 *
 * @throws UsageError if there is none of that name, or if something that it takes is not there.
 */
export async function startBackend(name: string): Promise<RunningBackend> {
  checkBackend(name);
  tf.enableProdMode();
  const known = running.get(name);
  if (known?.stop) {
    // It holds on to a device, and would ask for another.
    await activate(name);
    makeCurrent(name);
    return known;
  }
  const started = await backends[name].start();
  running.set(name, started);
  makeCurrent(name);
  return started;
}

/** Why the backend that was started last can compute no more; undefined while it can. */
export function backendFailure(): DeviceLostError | undefined {
  const name = currentBackend();
  return name === undefined ? undefined : running.get(name)?.failure?.();
}

/**
 * Does some work, and stops the backends that were started for it and would keep the process from ending. The one that
 * computed before computes again.
 */
export async function stoppingBackends<T>(work: () => Promise<T>): Promise<T> {
  const [before, kept] = [currentBackend(), new Set(running.keys())];
  try {
    return await work();
  } finally {
    for (const [name, { stop }] of running) {
      if (kept.has(name) || stop === undefined) continue;
      stop();
      running.delete(name);
      if (currentBackend() === name) makeCurrent(undefined);
    }
    if (before !== undefined && before !== currentBackend()) await startBackend(before);
  }
}

/** A backend of TensorFlow.js that computes on the CPU and comes with rl-bench. */
function tensorflows(start: () => Promise<void>, memoryLimit: number): BackendEntry {
  return {
    async start() {
      await start();
      return { version: `TensorFlow.js ${tf.version_core}`, device: null };
    },
    memoryLimit,
    gpu: false,
  };
}
