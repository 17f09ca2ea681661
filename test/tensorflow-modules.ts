import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', 'node_modules');
const { version } = JSON.parse(readFileSync(join(root, '@tensorflow/tfjs-core/package.json'), 'utf8')) as {
  version: string;
};

/** Among the packages, so that Node loads what is in it as it is. */
export const tensorflowFolder = join(root, '.cache', 'rl-bench', `tensorflow-${version}`);

/** The modules that the sources import, and where each is when it is bundled; what they share is there once. */
export const bundledTensorflow = [
  'tfjs-core',
  'tfjs-core/dist/register_all_gradients',
  'tfjs-backend-cpu',
  'tfjs-backend-wasm',
  'tfjs-backend-webgpu',
  'tfjs-backend-webgpu/dist/matmul_packed_webgpu',
].map((path) => {
  const name = path.replaceAll('/', '-');
  return { module: `@tensorflow/${path}`, name, file: join(tensorflowFolder, `${name}.js`) };
});
