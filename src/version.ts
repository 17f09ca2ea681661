import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of rl-bench's own package.json, from its sources as from its build. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${import.meta.url}`);
    folder = parent;
  }
  return folder;
}

/** The version in package.json: `0.1.0`. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

/** The commit of rl-bench's own checkout: `abc1234`; null where it is an installed package or git is missing. */
export function gitRevision(): string | null {
  // Named outright: git would otherwise look upwards and find the repository of whoever installed the package.
  const gitFolder = join(packageRoot(), '.git');
  if (!existsSync(gitFolder)) return null;
  try {
    return execFileSync('git', ['--git-dir', gitFolder, 'rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}

/** `0.1.0 (git abc1234)`, or `0.1.0` where there is no checkout. */
export function describeVersion(): string {
  const revision = gitRevision();
  return revision === null ? packageVersion() : `${packageVersion()} (git ${revision})`;
}
