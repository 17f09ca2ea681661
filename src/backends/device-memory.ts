import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

/** A GPU as NVIDIA's own tool describes it. */
export interface NvidiaGpu {
  readonly name: string;
  readonly driver: string;
  readonly memoryBytes: number;
}

/** The GPUs that `nvidia-smi` lists; none where it is not installed. */
export function nvidiaGpus(): NvidiaGpu[] {
  try {
    const answer = execFileSync(
      'nvidia-smi',
      ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader,nounits'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000 },
    );
    return parseNvidiaGpus(answer);
  } catch {
    return [];
  }
}

/** @param answer a line a GPU: `NVIDIA GeForce RTX 4090, 550.54, 24564`, with the memory in mebibytes. */
export function parseNvidiaGpus(answer: string): NvidiaGpu[] {
  return answer
    .split('\n')
    .map((line) => line.split(',').map((part) => part.trim()))
    .filter((parts) => parts.length === 3 && Number(parts[2]) > 0)
    .map(([name, driver, mebibytes]) => ({
      name: name!,
      driver: driver!,
      memoryBytes: Number(mebibytes) * 2 ** 20,
    }));
}

/**
 * Memory of the GPU of a vendor, which WebGPU itself keeps to itself.
 *
 * @param vendor as WebGPU spells it: `nvidia`, `amd`, `apple`, `intel`.
 * @returns null where nobody says.
 */
export function deviceMemory(vendor: string): number | null {
  if (vendor === 'nvidia') return nvidiaGpus()[0]?.memoryBytes ?? null;
  if (vendor === 'amd') return amdMemory();
  // The GPU and everything else share it.
  if (vendor === 'apple') return totalmem() / 2;
  return null;
}

/** What Linux's driver says of the largest card. */
function amdMemory(folder = '/sys/class/drm'): number | null {
  try {
    const sizes = readdirSync(folder)
      .filter((card) => /^card\d+$/.test(card))
      .map((card) => Number(readFileSync(`${folder}/${card}/device/mem_info_vram_total`, 'utf8')));
    return Math.max(...sizes) || null;
  } catch {
    return null;
  }
}
