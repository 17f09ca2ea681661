import { formatBytes } from '../format-bytes.ts';
import { formatCount, formatShare } from '../text/format.ts';
import { watchNvidia } from './nvidia-load.ts';
import type { BenchBackend, Facts } from './topic.ts';
import { countWebgpuWork, type WebgpuWork } from './webgpu-work.ts';

/** What a GPU did during some work; what could not be measured is missing. */
export interface GpuLoad {
  /** By an update of the population. */
  readonly perUpdate?: Omit<WebgpuWork, 'busy'>;
  /** Share of the time in which a program was running, 0 to 1, by the device's clock. */
  readonly busy?: number;
  /** The same as `nvidia-smi` sees it, whoever it was that computed. */
  readonly utilization?: number;
  /** The most that was in use, by everybody, as `nvidia-smi` sees it. */
  readonly memoryBytes?: number;
}

/** Does some work on a backend of a GPU, which was started, and watches the device. */
export async function watchGpu(
  backend: BenchBackend,
  updates: number,
  work: () => Promise<void>,
): Promise<Facts> {
  const nvidia = watchNvidia();
  try {
    if (backend !== 'webgpu') {
      await work();
      return { ...nvidia() };
    }
    const { busy, ...counts } = await countWebgpuWork(work);
    const perUpdate = Object.entries(counts).map(([name, count]) => [name, count / updates]);
    return { ...Object.fromEntries(perUpdate), ...(busy !== undefined && { busy }), ...nvidia() };
  } finally {
    nvidia();
  }
}

/** What {@link watchGpu} has seen, put together again. */
export function gpuLoad(facts: Facts): GpuLoad {
  const { busy, utilization, memoryBytes, ...counts } = facts;
  return {
    ...('dispatches' in counts && { perUpdate: counts as unknown as Omit<WebgpuWork, 'busy'> }),
    ...(busy !== undefined && { busy }),
    ...(utilization !== undefined && { utilization }),
    ...(memoryBytes !== undefined && { memoryBytes }),
  };
}

/** It in words, a line each: what was measured, and what could not be. */
export function describeLoad({ perUpdate, busy, utilization, memoryBytes }: GpuLoad): string[] {
  return [
    ...(perUpdate
      ? [
          `an update: ${formatCount(perUpdate.dispatches)} programs run, ${formatCount(perUpdate.readBacks)} results waited for,`,
          `${formatCount(perUpdate.uploads)} tensors sent; ${formatBytes(perUpdate.bytesDown)} came back, ${formatBytes(perUpdate.bytesUp)} were sent`,
        ]
      : ['what it was asked to do is not counted on this backend']),
    busy === undefined
      ? 'how busy it was cannot be said by its own clock'
      : `a program was running ${formatShare(busy)} of the time`,
    utilization === undefined || memoryBytes === undefined
      ? 'no word of it from nvidia-smi'
      : `nvidia-smi: busy ${formatShare(utilization)} of the time, ${formatBytes(memoryBytes)} in use`,
  ];
}
