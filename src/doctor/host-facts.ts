import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

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
const loaderName = 'libvulkan.so.1';
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

/** @param variables that decide where the loader looks. */
export function vulkanFacts(variables: NodeJS.ProcessEnv = process.env): VulkanFacts {
  const searched = (variables.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean);
  const loader =
    searched.map((folder) => join(folder, loaderName)).find((file) => existsSync(file)) ?? systemLoader();
  const named = variables.VK_DRIVER_FILES ?? variables.VK_ICD_FILENAMES;
  const drivers = named === undefined ? driverFolders.flatMap(manifests) : named.split(':').filter(Boolean);
  return { loader, drivers };
}

/** Where the system's linker has it. */
function systemLoader(): string | null {
  for (const command of ['ldconfig', '/sbin/ldconfig']) {
    try {
      const known = execFileSync(command, ['-p'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      return new RegExp(`${loaderName}.*=> (.+)$`, 'm').exec(known)?.[1] ?? null;
    } catch {
      // Tried under its other name.
    }
  }
  return null;
}

function manifests(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => join(folder, file));
}
