import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPeerPackage } from '../../src/backends/peer-package.ts';
import { temporaryFolder } from '../cli/command.ts';

test('A package is found in the project that the command is run in, with its version', () => {
  const project = temporaryFolder();
  const folder = join(project, 'node_modules', '@made-up', 'backend');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "version": "4.5.6", "main": "dist/index.js" }');
  writeFileSync(join(folder, 'dist', 'index.js'), '');
  expect(findPeerPackage('@made-up/backend', project)).toMatchObject({
    version: '4.5.6',
    url: expect.stringMatching(/^file:.*\/dist\/index\.js$/),
  });
});

test('A package beside rl-bench is found from anywhere', () => {
  expect(findPeerPackage('yargs', temporaryFolder())?.version).toMatch(/^\d+\./);
});

test('A package that is nowhere is undefined', () => {
  expect(findPeerPackage('@made-up/backend', temporaryFolder())).toBe(undefined);
});
