// Bundles the command and the public entry points with esbuild, then writes the declarations with tsc.
//
// TensorFlow.js is bundled on purpose: Node would pick its CommonJS/ES5 build, whose engine needs about twice the
// time for every op of the ES2017 modules that the `module` field names.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const wasmFolder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/wasm', { recursive: true });

await build({
  entryPoints: {
    cli: 'src/cli/main.ts',
    worker: 'src/sweep/worker.ts',
    index: 'src/index.ts',
    envs: 'envs/index.ts',
    agents: 'agents/index.ts',
    optimizers: 'src/optimizers/index.ts',
    stats: 'src/stats/index.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  conditions: ['module', 'import'],
  external: ['better-sqlite3', 'cliui', 'leven', 'log-update', 'seedrandom', 'yaml', 'yargs', 'zod'],
  // Emscripten's glue asks for `require`, `__filename` and `__dirname`, which an ES module does not have.
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      "import { dirname as __dirnameOf } from 'node:path';",
      "import { fileURLToPath as __fileURLToPath } from 'node:url';",
      'const require = __createRequire(import.meta.url);',
      'const __filename = __fileURLToPath(import.meta.url);',
      'const __dirname = __dirnameOf(__filename);',
    ].join('\n'),
  },
  logLevel: 'warning',
});

for (const file of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
  copyFileSync(join(wasmFolder, file), join('dist/wasm', file));
}

await import('./build-kernels.js');

const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
