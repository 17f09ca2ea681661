import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../version.ts';

/**
 * Ends this process within a second when the one that started it has gone, whatever it is computing. A thread watches:
 * the main one may be in a loop that never ends, or in a computation that takes minutes.
 */
export function endWithParent(): void {
  new Worker(join(packageRoot(), 'dist', 'watch-parent.js'), { workerData: process.ppid }).unref();
}
