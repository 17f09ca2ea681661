import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rl-bench-native-'));
  for (const part of ['native', 'binding.gyp', 'build-native.js', 'node-gyp.js', 'package.json']) {
    cpSync(part, join(folder, part), { recursive: true });
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

test('an installation without a compiler ends well, and one line says that there are no native kernels', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['build-native.js'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CC: 'false', CXX: 'false' },
  });
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^native kernels were not built, so WebAssembly computes, .+ \(.+\)\n$/);
  expect(status).toBe(0);
  expect(existsSync(join(folder, 'build', 'Release', 'native.node'))).toBe(false);
});
