import { createRequire } from 'node:module';
import { UsageError } from '../errors.ts';
import * as tf from '../tensors/tf.ts';
import { activate } from './activate.ts';
import type { Device, RunningBackend } from './backend-entry.ts';
import { nvidiaGpus } from './device-memory.ts';
import { NoDeviceError } from './no-device-error.ts';
import { findPeerPackage, type PeerPackage } from './peer-package.ts';

const packages = { cuda: '@tensorflow/tfjs-node-gpu', node: '@tensorflow/tfjs-node' } as const;

/** What the libtensorflow 2.9 of tfjs-node-gpu is linked against. */
export const cudaNeeds = 'an NVIDIA driver ≥ 450, CUDA 11.2 and cuDNN 8.1';

/** What those packages' backend says of itself. */
interface NodeBackend {
  readonly isUsingGpuDevice?: boolean;
}

/**
 * Starts TensorFlow's own kernels by way of `@tensorflow/tfjs-node` or `-node-gpu`, which must be installed. They bring a
 * copy of TensorFlow.js; all copies in a process share one engine and one registry of kernels.
 *
 * @throws UsageError where the package is missing or cannot be loaded, or where `cuda` finds no GPU.
 */
export async function startTfjsNode(backend: keyof typeof packages): Promise<RunningBackend> {
  const name = packages[backend];
  const found = findPeerPackage(name);
  if (found === undefined) {
    throw new UsageError(
      `backend ${backend} needs the package ${name}, which is not installed; get it with: npm install ${name}@4.22.0` +
        (backend === 'cuda' ? ` (it takes ${cudaNeeds})` : ''),
    );
  }
  restoreRemovedChecks();
  // It would write a page about the CPU's features, and take all of the GPU's memory for one process.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  await load(backend, name, found);
  await activate('tensorflow', backend);
  const version = `${name} ${found.version}`;
  if (backend === 'node') return { version, device: null };
  if (!(tf.backend() as unknown as NodeBackend).isUsingGpuDevice) {
    throw new NoDeviceError(`backend cuda finds no GPU that TensorFlow can use: it takes ${cudaNeeds}`);
  }
  return { version, device: cudaDevice() };
}

async function load(backend: string, name: string, { version, url }: PeerPackage): Promise<void> {
  try {
    await import(url);
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new UsageError(`backend ${backend}: ${name} ${version} cannot be loaded: ${reason}`);
  }
}

/** These packages ask `node:util` for what Node 23 has removed from it. */
function restoreRemovedChecks(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  util.isString ??= (value: unknown) => typeof value === 'string';
  util.isNumber ??= (value: unknown) => typeof value === 'number';
  util.isBoolean ??= (value: unknown) => typeof value === 'boolean';
}

function cudaDevice(): Device {
  const [gpu] = nvidiaGpus();
  return {
    name: gpu?.name ?? 'NVIDIA GPU',
    driver: gpu?.driver ?? null,
    memoryBytes: gpu?.memoryBytes ?? null,
    software: false,
  };
}
