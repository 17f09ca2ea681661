// Bundles the command and the public entry points, compiles the kernels, then writes the declarations.
import { copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bundle } from './bundle.js';

const require = createRequire(import.meta.url);
const wasmFolder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/wasm', { recursive: true });

await bundle(
  {
    cli: 'src/cli/main.ts',
    worker: 'src/sweep/run/worker.ts',
    'backend-trial': 'src/sweep/run/backend-trial.ts',
    calibration: 'src/sweep/cost/calibration.ts',
    'policy-measurement': 'src/loss-map/policy/policy-measurement.ts',
    'footprint-trial': 'src/sweep/cost/footprint-trial.ts',
    'stress-worker': 'src/stress/stress-worker.ts',
    'bench-backend': 'src/bench/backend-worker.ts',
    'watch-parent': 'src/processes/watch-parent.ts',
    index: 'src/index.ts',
    envs: 'envs/index.ts',
    agents: 'agents/index.ts',
    optimizers: 'src/optimizers/index.ts',
    stats: 'src/stats/index.ts',
  },
  'dist',
);

for (const file of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
  copyFileSync(join(wasmFolder, file), join('dist/wasm', file));
}

cpSync(join(dirname(require.resolve('yargs/package.json')), 'locales'), 'dist/locales', { recursive: true });

await import('./build-kernels.js');

await import('./build-types.js');
