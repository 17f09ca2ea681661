// One backend in a process of its own, measuring what it is told to.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { startBackend } from '../src/backends/index.ts';
import * as tf from '../src/tensors/tf.ts';
import { type Workload, workloads } from './workloads.ts';

/** What a contender is asked: to do a workload for about so many seconds. */
export interface Question {
  readonly workload: string;
  readonly seconds: number;
}

const [backend] = process.argv.slice(2);

if (backend === 'stock wasm') {
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  tf.enableProdMode();
  await tf.setBackend('wasm');
  await tf.ready();
} else {
  await startBackend(backend!);
}

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const ready = new Map<string, Workload>();

/**
 * Works for so many seconds, by the wall clock: reading that of the CPU takes as long as dozens of small kernels, so it is
 * read at both ends alone.
 *
 * @returns seconds of CPU time for one unit of the workload.
 */
async function measure({ workload, seconds }: Question): Promise<number> {
  const work = ready.get(workload) ?? workloads[workload]!();
  ready.set(workload, work);
  const end = performance.now() + seconds * 1000;
  const start = cpuSeconds();
  let units = 0;
  do units += await work();
  while (performance.now() < end);
  return (cpuSeconds() - start) / units;
}

process.on('message', (question: Question) => {
  void measure(question).then((secondsAUnit) => process.send!(secondsAUnit));
});
