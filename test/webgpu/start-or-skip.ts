import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach } from 'vitest';
import { startBackend, stopBackends } from '../../src/backends/index.ts';
import { UsageError } from '../../src/errors.ts';

/** Starts the webgpu backend for a test file. Where there is no device, its tests are skipped and say so. */
export async function startOrSkip(): Promise<void> {
  const { readSynchronously } = await import('./synchronous-reads.ts');
  readSynchronously();
  try {
    await startBackend('webgpu');
    process.once('beforeExit', stopBackends);
    // What Dawn has let go of is only freed in a turn of the event loop, which tests that never wait do not leave room for.
    afterEach(async () => {
      for (let turn = 0; turn < 3; turn++) await setImmediate();
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await startBackend('cpu');
    beforeEach((context) => context.skip(error.message));
  }
}
