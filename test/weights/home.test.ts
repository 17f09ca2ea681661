import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeOptimizer, optimizers } from '../../src/optimizers/index.ts';
import { packageRoot } from '../../src/version.ts';
import { homeWeights, readWeights, safetensorsFile, weightsNamed } from '../../src/weights/index.ts';

/** A folder with the weights `tiny`, and what its index says of them. */
function folderOf(changes: object = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'rl-bench-home-'));
  const file = join(folder, 'tiny.safetensors');
  writeFileSync(file, safetensorsFile(new Map([['a', { shape: [2], values: Float64Array.of(1, 2) }]])));
  const entry = {
    optimizer: 'ADAFACLO',
    file: 'tiny.safetensors',
    sha256: readWeights(file).sha256,
    trained_on: 'nothing',
    command: 'rl-bench meta-train ADAFACLO --env cartpole',
    ...changes,
  };
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ tiny: entry }));
  return folder;
}

test('weights that come with rl-bench are found by their name, others by the path of their file', () => {
  const folder = folderOf();
  expect([...weightsNamed('tiny', folder).tensors.get('a')!.values]).toEqual([1, 2]);
  const path = join(folder, 'tiny.safetensors');
  expect(weightsNamed(path, folder).path).toBe(path);
  expect(() => weightsNamed('./tiny', folder)).toThrow(/there is no such file/);
});

test('weights that are not those that came with rl-bench are refused', () => {
  const folder = folderOf({ sha256: 'f'.repeat(64) });
  expect(() => weightsNamed('tiny', folder)).toThrow(/^weights "tiny" of rl-bench have changed: .* install/);
  expect(() => homeWeights(folderOf({ sha256: 'short' }))).toThrow();
});

test('all that come with rl-bench are what their index says, small, and weights of their optimizers', () => {
  const folder = join(packageRoot(), 'weights');
  const home = homeWeights();
  const files = readdirSync(folder).filter((file) => file.endsWith('.safetensors'));
  expect(
    Object.values(home)
      .map(({ file }) => file)
      .sort(),
  ).toEqual(files.sort());
  for (const [name, { optimizer, command }] of Object.entries(home)) {
    expect(() => makeOptimizer(`${optimizer}(weights=${name})`)).not.toThrow();
    expect(optimizers.get(optimizer).weightArrays).toBeDefined();
    expect(command).toMatch(new RegExp(`^rl-bench meta-train "?${optimizer}`));
  }
  const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  expect(bytes).toBeLessThan(100_000);
  const { files: packed } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  expect(packed).toContain('weights');
});
