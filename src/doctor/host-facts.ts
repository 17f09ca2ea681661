import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { vulkanLoader } from '../backends/vulkan-loader.ts';

/** What backends find on this machine. */
export interface HostFacts {
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpu: {
    readonly model: string;
    readonly cores: number;
    /** Vector instructions, as far as the system names them. */
    readonly features: readonly string[];
  };
  readonly memoryBytes: number;
  /** null where WebGPU does not go by way of Vulkan. */
  readonly vulkan: VulkanFacts | null;
}

export interface VulkanFacts {
  /** Where the loader is; null where it is missing. */
  readonly loader: string | null;
  /** Files that name a driver each. */
  readonly drivers: readonly string[];
}

const vectorFeatures = ['sse4_2', 'avx', 'avx2', 'fma', 'avx512f', 'asimd', 'sve'];
/** Where the loader looks for drivers. */
const driverFolders = ['/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/usr/share/vulkan/icd.d'];

export function hostFacts(): HostFacts {
  const cores = cpus();
  return {
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    cpu: { model: cores[0]?.model.trim() ?? 'unknown', cores: cores.length, features: cpuFeatures() },
    memoryBytes: totalmem(),
    vulkan: process.platform === 'linux' ? vulkanFacts() : null,
  };
}

function cpuFeatures(): string[] {
  if (process.platform !== 'linux') return [];
  const line = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
  const all = line.split(' ');
  return vectorFeatures.filter((feature) => all.includes(feature));
}

/** @param variables that decide where the loader is looked for, and where it looks. */
export function vulkanFacts(variables: NodeJS.ProcessEnv = process.env): VulkanFacts {
  const named = variables.VK_DRIVER_FILES ?? variables.VK_ICD_FILENAMES;
  const drivers = named === undefined ? driverFolders.flatMap(manifests) : named.split(':').filter(Boolean);
  return { loader: vulkanLoader(variables), drivers };
}

function manifests(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => join(folder, file));
}
