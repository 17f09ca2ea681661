// Writes the declarations with tsc, and puts those of TensorFlow.js that they lead to beside them. A compiler that checks the
// declarations of packages too refuses TensorFlow.js's own: they name types of browsers, which a program for Node does not
// have, and bring declarations of WebGPU that contradict those of a browser, where a program has them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * What the declarations name that not every program has, as interfaces without members: where there are such interfaces
 * already they are the same ones.
 */
const names = [
  ...[
    'GPUBuffer',
    'GPUTexture',
    'HTMLCanvasElement',
    'HTMLImageElement',
    'HTMLSourceElement',
    'HTMLVideoElement',
  ],
  ...[
    'IDBFactory',
    'ImageBitmap',
    'ImageData',
    'Long',
    'Navigator',
    'OffscreenCanvas',
    'Storage',
    'WebGLContextAttributes',
  ],
  ...['WebGLTexture'],
];

const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });

const from = join(dirname(require.resolve('@tensorflow/tfjs-core/package.json')), 'dist');
const to = join('dist', 'types', 'tensorflow');
const copied = new Set();

/** Copies a module of declarations and those that it imports, which it names without their extension. */
function copy(module) {
  if (copied.has(module)) return;
  copied.add(module);
  // Some modules are named by the package that they are in.
  const root = `${relative(dirname(module), from) || '.'}/`;
  const text = readFileSync(`${module}.d.ts`, 'utf8').replaceAll('@tensorflow/tfjs-core/dist/', () => root);
  const file = join(to, `${relative(from, module)}.d.ts`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text.replaceAll(/^\/\/\/ <reference types="@webgpu\/types\/dist" \/>\n/gm, ''));
  for (const [, path] of text.matchAll(/(?:from|import|import\()\s*['"](\.[^'"]+)['"]/g)) {
    copy(join(dirname(module), path));
  }
}

copy(join(from, 'index'));
writeFileSync(
  join(to, 'index.d.ts'),
  `/// <reference path="./names.d.ts" />\n${readFileSync(join(to, 'index.d.ts'), 'utf8')}`,
);
writeFileSync(join(to, 'names.d.ts'), names.map((name) => `interface ${name} {}\n`).join(''));
// Without "type" they are CommonJS, where imports need no extension.
writeFileSync(join(to, 'package.json'), '{}\n');
writeFileSync(
  join('dist', 'types', 'src', 'tensors', 'tf.d.ts'),
  "export * from '../../tensorflow/index.js';\n",
);
