import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A package that rl-bench can use but does not bring along. */
export interface PeerPackage {
  readonly version: string;
  /** What `import` takes. */
  readonly url: string;
}

/**
 * Looks a package up in folders of rl-bench's own, beside rl-bench, then in the project that the command is run in.
 *
 * @param folders looked through first, each with a `node_modules`.
 * @returns undefined where it is not installed.
 */
export function findPeerPackage(
  name: string,
  project = process.cwd(),
  folders: readonly string[] = [],
): PeerPackage | undefined {
  const manifestOf = (folder: string): string => pathToFileURL(join(folder, 'package.json')).href;
  for (const from of [...folders.map(manifestOf), import.meta.url, manifestOf(project)]) {
    try {
      const file = createRequire(from).resolve(name);
      return { version: versionOf(file), url: pathToFileURL(file).href };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return undefined;
}

/** @param file of a package, somewhere below its folder. */
function versionOf(file: string): string {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string };
    if (version !== undefined) return version;
  }
  return 'unknown';
}
