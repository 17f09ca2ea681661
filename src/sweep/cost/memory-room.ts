import { totalmem } from 'node:os';
import { isOnGpu, memoryLimit, tensorLimit } from '../../backends/index.ts';

/** Memory that training may take, in bytes. */
export interface MemoryRoom {
  /** For the tensors of one process, or of all where it is shared. */
  readonly tensors: number;
  /** True where all processes share the room for tensors, as on a GPU. */
  readonly isShared: boolean;
  /** For any one tensor. */
  readonly largest: number;
  /** For everything, in all processes together. */
  readonly machine: number;
}

/** What others may come to need, and what an estimate cannot know. */
const usableShare = 0.8;

/** What this machine has left now, for training on the named backend, which has been started. */
export function memoryRoom(backend: string): MemoryRoom {
  // On macOS the system counts as free only what nothing is kept in, hardly ever more than a few hundred megabytes.
  const left = process.platform === 'darwin' ? totalmem() / 2 : process.availableMemory();
  const limit = memoryLimit(backend);
  const isShared = isOnGpu(backend);
  return {
    tensors: isShared ? usableShare * limit : limit,
    isShared,
    largest: tensorLimit(backend),
    machine: usableShare * left,
  };
}
