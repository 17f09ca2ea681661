import { existsSync } from 'node:fs';
import { bundle } from '../bundle.js';
import { bundledTensorflow, tensorflowFolder } from './tensorflow-modules.ts';

/**
 * Bundles TensorFlow.js once, as the build does: its thousand ES modules would be transformed and evaluated one by one
 * for every test file.
 */
export async function setup(): Promise<void> {
  const missing = bundledTensorflow.some(({ file }) => !existsSync(file));
  if (!missing) return;
  await bundle(
    Object.fromEntries(bundledTensorflow.map(({ name, module }) => [name, module])),
    tensorflowFolder,
  );
}
