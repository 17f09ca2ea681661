import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach } from 'vitest';
import { startBackend, stopBackends } from '../src/backends/index.ts';
import { UsageError } from '../src/errors.ts';

/**
 * Starts a backend that not every machine has for a test file. Where it cannot be had, its tests are skipped and say why.
 */
export async function startOrSkip(backend: 'webgpu' | 'node'): Promise<void> {
  const onWebgpu = backend === 'webgpu';
  if (onWebgpu) (await import('./webgpu/synchronous-reads.ts')).readSynchronously();
  try {
    await startBackend(backend);
    process.once('beforeExit', stopBackends);
    // What Dawn has let go of is only freed in a turn of the event loop, which tests that never wait do not leave room for.
    afterEach(async () => {
      for (let turn = 0; onWebgpu && turn < 3; turn++) await setImmediate();
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await startBackend('cpu');
    beforeEach((context) => context.skip(error.message));
  }
}
