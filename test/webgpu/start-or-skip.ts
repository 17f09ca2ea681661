import { beforeEach } from 'vitest';
import { startBackend, stopBackends } from '../../src/backends/index.ts';
import { UsageError } from '../../src/errors.ts';

/** Starts the webgpu backend for a test file. Where there is no device, its tests are skipped and say so. */
export async function startOrSkip(): Promise<void> {
  const { readSynchronously } = await import('./synchronous-reads.ts');
  readSynchronously();
  try {
    await startBackend('webgpu');
    process.once('beforeExit', stopBackends);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await startBackend('cpu');
    beforeEach((context) => context.skip(error.message));
  }
}
