import { spawn } from 'node:child_process';

/** How loaded NVIDIA's own tool has seen a GPU to be. */
export interface NvidiaLoad {
  /** Mean share of the time in which anything was running on the GPU, 0 to 1. */
  readonly utilization: number;
  /** The most memory that was in use, by everybody. */
  readonly memoryBytes: number;
}

/** Asks for the load of the first GPU, over and over. */
const question = [
  '--id=0',
  '--query-gpu=utilization.gpu,memory.used',
  '--format=csv,noheader,nounits',
  '--loop-ms=250',
];

/**
 * Watches the GPU with `nvidia-smi`.
 *
 * @returns what ends it and says what was seen; undefined where there is no such tool, or it has said nothing.
 */
export function watchNvidia(): () => NvidiaLoad | undefined {
  let said = '';
  const watcher = spawn('nvidia-smi', question, { stdio: ['ignore', 'pipe', 'ignore'] });
  watcher.on('error', () => {});
  watcher.stdout.on('data', (text: Buffer) => {
    said += text;
  });
  return () => {
    watcher.kill();
    return nvidiaLoad(said);
  };
}

/** @param said a line a look: `37, 1024`, in percent and mebibytes. */
export function nvidiaLoad(said: string): NvidiaLoad | undefined {
  const looks = said
    .split('\n')
    .map((line) => line.split(',').map((part) => Number.parseFloat(part)))
    .filter((parts) => parts.length === 2 && parts.every(Number.isFinite)) as [number, number][];
  if (looks.length === 0) return undefined;
  const utilization = looks.reduce((sum, [percent]) => sum + percent, 0) / looks.length / 100;
  return { utilization, memoryBytes: Math.max(...looks.map(([, mebibytes]) => mebibytes)) * 2 ** 20 };
}
