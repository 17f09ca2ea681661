import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Puts code where the main file of a package of TensorFlow.js would be. */
export function putPackage(project: string, name: string, code: string): void {
  const folder = join(project, 'node_modules', '@tensorflow', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "version": "4.22.0", "main": "index.js" }');
  writeFileSync(join(folder, 'index.js'), code);
}

/**
 * Puts code where `rl-bench setup tensorflow` would have put the package of `--backend node`.
 *
 * @param root for `RL_BENCH_TENSORFLOW`.
 */
export function putSetUp(root: string, code: string): void {
  putPackage(join(root, 'node'), 'tfjs-node', code);
  const lib = join(root, 'node', 'lib');
  mkdirSync(lib);
  for (const part of ['cc', 'framework']) writeFileSync(join(lib, `libtensorflow_${part}.so.2`), '');
  const facts = { tensorflow: '2.21.0', cuda: null, cudnn: null, from: '--version 2.21.0' };
  writeFileSync(join(root, 'node', 'setup.json'), JSON.stringify(facts));
}
