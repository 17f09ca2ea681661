import { createRequire } from 'node:module';
import { UsageError } from '../errors.ts';
import * as tf from '../tensors/tf.ts';
import { activate } from './activate.ts';
import type { Device, RunningBackend } from './backend-entry.ts';
import { oldestDriver } from './cuda-driver.ts';
import { nvidiaGpus } from './device-memory.ts';
import { NoDeviceError } from './no-device-error.ts';
import { findPeerPackage, type PeerPackage } from './peer-package.ts';
import { findSetUp, type TensorflowBackend, tfjsNodePackages } from './set-up-tensorflow.ts';

/** What the libtensorflow 2.9 is linked against that tfjs-node-gpu fetches where npm installs it. */
const oldCudaNeeds = 'an NVIDIA driver ≥ 450, CUDA 11.2 and cuDNN 8.1';

/** What those packages' backend says of itself. */
interface NodeBackend {
  readonly isUsingGpuDevice?: boolean;
  readonly binding?: { readonly TF_Version?: string };
}

/** The package of a backend: as `rl-bench setup tensorflow` put it in place, else as the user has installed it. */
export function findTfjsNode(backend: TensorflowBackend): PeerPackage | undefined {
  const setUp = findSetUp(backend);
  return findPeerPackage(tfjsNodePackages[backend], undefined, setUp ? [setUp.folder] : []);
}

/** What the backend `cuda` takes beside its package: as it was set up here, else as it would be. */
export function cudaNeeds(): string {
  const setUp = findSetUp('cuda');
  if (setUp === undefined && findTfjsNode('cuda') !== undefined) return oldCudaNeeds;
  return `an NVIDIA driver ≥ ${oldestDriver(setUp?.cuda ?? '12')}`;
}

/**
 * Starts TensorFlow's own kernels by way of `@tensorflow/tfjs-node` or `-node-gpu`. They bring a copy of TensorFlow.js;
 * all copies in a process share one engine and one registry of kernels.
 *
 * @throws UsageError where the package is missing or cannot be loaded, or where `cuda` finds no GPU.
 */
export async function startTfjsNode(backend: TensorflowBackend): Promise<RunningBackend> {
  const name = tfjsNodePackages[backend];
  const found = findTfjsNode(backend);
  if (found === undefined) {
    const needs = backend === 'cuda' ? ` (it takes ${cudaNeeds()})` : '';
    throw new UsageError(
      `backend ${backend} is not set up here; get it with: ${setUpCommand(backend)}${needs}`,
    );
  }
  restoreRemovedChecks();
  // It would write a page about the CPU's features, and take all of the GPU's memory for one process.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  // oneDNN's kernels take longer for matrices as small as ours, and announce themselves in every process.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '0';
  await load(backend, name, found);
  await activate('tensorflow', backend);
  const { isUsingGpuDevice, binding } = tf.backend() as unknown as NodeBackend;
  const tensorflow = binding?.TF_Version === undefined ? '' : ` with TensorFlow ${binding.TF_Version}`;
  const version = `${name} ${found.version}${tensorflow}`;
  if (backend === 'node') return { version, device: null };
  if (!isUsingGpuDevice) {
    throw new NoDeviceError(`backend cuda finds no GPU that TensorFlow can use: it takes ${cudaNeeds()}`);
  }
  return { version, device: cudaDevice() };
}

/** What to type for a backend that is not there. */
function setUpCommand(backend: TensorflowBackend): string {
  return `npx rl-bench setup tensorflow${backend === 'cuda' ? ' --gpu' : ''}`;
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
