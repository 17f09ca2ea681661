import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { describeVersion, gitRevision, packageRoot, packageVersion } from '../src/version.ts';
import { temporaryFolder } from './store/temporary-folder.ts';

describe('the version', () => {
  test('is that of the package that the code belongs to', () => {
    expect(packageRoot()).toBe(resolve('.'));
    expect(packageVersion()).toMatch(/^\d+\.\d+\.\d+/);
    const revision = gitRevision();
    expect(describeVersion()).toBe(
      revision === null ? packageVersion() : `${packageVersion()} (git ${revision})`,
    );
  });

  test('is found from a build, and names its own commit only, never that of a repository around it', async () => {
    const outer = realpathSync(temporaryFolder());
    const root = join(outer, 'node_modules', 'rl-bench');
    mkdirSync(join(root, 'dist'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{ "name": "rl-bench", "version": "1.2.3" }');
    const outfile = join(root, 'dist', 'version.mjs');
    buildSync({ entryPoints: ['src/version.ts'], bundle: true, platform: 'node', format: 'esm', outfile });
    const built = (await import(pathToFileURL(outfile).href)) as {
      describeVersion(): string;
      packageRoot(): string;
    };
    expect(built.packageRoot()).toBe(root);

    const head = () => git(root, 'rev-parse', '--short', 'HEAD');
    commit(outer);
    expect(built.describeVersion()).toBe('1.2.3');
    git(root, 'init', '--quiet');
    expect(built.describeVersion()).toBe('1.2.3');
    commit(root);
    expect(built.describeVersion()).toBe(`1.2.3 (git ${head()})`);
  });
});

function commit(folder: string): void {
  git(folder, 'init', '--quiet');
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];
  git(folder, ...author, 'commit', '--quiet', '--allow-empty', '--message', 'first');
}

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
}
