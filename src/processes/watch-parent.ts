/**
 * The thread of `endWithParent`.
 *
 * @module
 */
import { workerData } from 'node:worker_threads';

/** How often to look, and how long the main thread has to leave by itself, in milliseconds. */
const [interval, patience] = [200, 400];

// Who loses its parent is given another one.
const parent = workerData as number;
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), patience);
}, interval);
