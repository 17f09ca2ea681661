import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const name = 'libvulkan.so.1';
/** Where the linker looks without being told. */
const defaultFolders = ['/lib', '/usr/lib', '/lib64', '/usr/lib64'];

/**
 * Where Linux has the Vulkan loader, which Dawn asks the linker for; null where it is missing.
 *
 * @param variables of the process that is to load it.
 */
export function vulkanLoader(variables: NodeJS.ProcessEnv = process.env): string | null {
  const told = (variables.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean);
  const file = [...told, ...defaultFolders]
    .map((folder) => join(folder, name))
    .find((each) => existsSync(each));
  return file ?? fromCache();
}

/** As the linker's cache has it. */
function fromCache(): string | null {
  for (const command of ['ldconfig', '/sbin/ldconfig']) {
    try {
      const known = execFileSync(command, ['-p'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      return new RegExp(`${name}.*=> (.+)$`, 'm').exec(known)?.[1] ?? null;
    } catch {
      // Tried under its other name.
    }
  }
  return null;
}
