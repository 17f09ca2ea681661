import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';
import { setUpRoot } from './src/backends/set-up-tensorflow.ts';
import { compileLater } from './src/processes/compile-later.ts';
import { bundledTensorflow } from './test/tensorflow-modules.ts';

/** TensorFlow.js as the build bundles it. */
const tensorflow = bundledTensorflow.map(({ module, file }) => ({
  find: new RegExp(`^${module}$`),
  replacement: file,
}));

/** The ES2017 modules that it is bundled from, in place of the CommonJS that Node would pick. */
const tensorflowModules = ['core', 'backend-cpu', 'backend-wasm', 'backend-webgpu'].map((part) => ({
  find: new RegExp(`^@tensorflow/tfjs-${part}$`),
  replacement: fileURLToPath(
    new URL(`./node_modules/@tensorflow/tfjs-${part}/dist/index.js`, import.meta.url),
  ),
}));

/**
 * Doubles the precision of everything under test: TensorFlow.js (whose `cpu` kernels are plain loops over typed arrays)
 * and our own tensor code are loaded with `Float64Array` wherever their source says `Float32Array`. The very same code
 * that trains in float32 can so be held against float64 references at their own tolerances.
 */
const float64: Plugin = {
  name: 'float64',
  enforce: 'pre',
  transform(code, id) {
    const path = id.split('?')[0] ?? id;
    const widened = /tfjs-(core|backend-cpu)\/dist\/|\/(src|agents|reference)\/.*\.ts$/.test(path);
    return widened && code.includes('Float32Array')
      ? { code: code.replaceAll('Float32Array', 'Float64Array'), map: null }
      : null;
  },
};

/**
 * Files that register entries or replace functions, and so need a process of their own. Other files of a project share one
 * process a core: most take less time than the modules that they load.
 */
const apart = [
  'test/backends/tfjs-node',
  'test/controllers/wrong-controllers',
  'test/diagnostics/phases',
  'test/docs/{guides,readme}',
  'test/envs/counted-steps',
  'test/optimizers/conformance',
  'test/optimizers/entry/pairs',
  'test/optimizers/wrapped-copies',
  'test/plugins/*',
  'test/registry',
  'test/sweep/cost/estimate',
  'test/sweep/run/{run-study,verify-in-company}',
  'test/training/controllers',
  'test/training/step-oracles',
  'test/workloads/conformance',
  'test/workloads/control/{device-experience,environment-faults,footprint,policy}',
].map((file) => `${file}.test.ts`);

/**
 * Files that start the command over and over, kill and stop it, give it workers, or install packages: they wait for
 * processes most of their time, and are run by themselves.
 */
const processes = [
  'test/bench/topics/{optimizers,training}',
  'test/cli/{address-space,bench,doctor,lost-output,meta-train-killed,older-file,plugin-trust,resume,resume-elsewhere,slurm,stopping,stress-stopped,sweep-again,workers}',
  'test/docs/{library,workload-guide,your-own-optimizer}',
  'test/report/serve/serve-in-chromium',
  'test/setup/*',
  'test/sweep/queue/{audit,kills,network,restarts,rungs,tls,wrong-uses}',
  'test/sweep/run/worker-pool',
].map((file) => `${file}.test.ts`);

const shared = {
  resolve: { alias: tensorflow },
  test: {
    pool: 'forks' as const,
    globalSetup: ['test/compile-kernels.ts', 'test/bundle-tensorflow.ts'],
    setupFiles: ['test/random-examples.ts', 'test/setup.ts'],
    env: {
      // What tests name with --plugin is no affair of the user's own record.
      XDG_STATE_HOME: join(tmpdir(), 'rl-bench-test-state'),
      // Nor what the user has set up, but for the project that is about it.
      XDG_DATA_HOME: join(tmpdir(), 'rl-bench-test-data'),
      RL_BENCH_TENSORFLOW: '',
      // Commands train where they are but for tests that ask for workers: a process more takes longer than small budgets.
      RL_BENCH_WORKERS: '1',
      // The Python whose environments are asked for has some of our own.
      RL_BENCH_GYM_PYTHON: fileURLToPath(new URL('./test/envs/gymnasium/stand-in/python', import.meta.url)),
    },
    // For what hangs: on a busy machine a command can take a minute that takes seconds on an idle one.
    testTimeout: 240_000,
    execArgv: [...compileLater],
    hookTimeout: 240_000,
  },
};

/** Of projects whose files share processes. */
const together = {
  ...shared.test,
  isolate: false,
  setupFiles: [...shared.test.setupFiles, 'test/registries-unchanged.ts'],
};

/** What computes nothing on a backend of its own, and need not wait for one to start. */
const withoutTensors = [
  'architecture',
  'cli',
  'controllers',
  'envs',
  'export',
  'report',
  'results',
  'setup',
  'stats',
  'store',
  'text',
].map((folder) => `test/${folder}/**/*.test.ts`);

/** What populations do on the way to their end, on the backend that trains where nobody asks for another. */
const populations =
  'test/training/{population,checkpoint,every-optimizer,every-diagnostic,drop-lowest,minibatch-sampling,trajectory-loss}.test.ts';

/** Agents, networks and optimizers beside those of cpu, on what is not ours. */
const agreement = 'test/backends/agreement.test.ts';

/** What is held to references or to formulas, in float32 and in float64, on our own backend too. */
const everyPrecision = ['test/**/*.golden.test.ts', 'test/**/own-ops.test.ts'];

/** What takes more than half a minute each on a driver in software. */
const longOnWebgpu = [
  'conformance',
  'matrix-norms.golden',
  'orthogonal.golden',
  'preconditioners.golden',
  'references.golden',
].map((file) => `test/optimizers/${file}.test.ts`);

const onWebgpu = {
  ...shared.test,
  env: { ...shared.test.env, TEST_BACKEND: 'webgpu' },
  globalSetup: [...shared.test.globalSetup, 'test/webgpu/software-driver.ts'],
  testTimeout: 600_000,
  hookTimeout: 600_000,
};

export default defineConfig({
  test: {
    // vitest would leave a core to itself, and it has little to do.
    maxWorkers: availableParallelism(),
    projects: [
      {
        ...shared,
        test: {
          ...together,
          name: 'plain',
          include: withoutTensors,
          exclude: [...apart, ...processes],
          setupFiles: ['test/random-examples.ts', 'test/registries-unchanged.ts'],
        },
      },
      {
        ...shared,
        test: {
          ...together,
          name: 'float32',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/learning/**',
            'test/hostile/**',
            'test/backends/{webgpu,tensorflow}/**',
            agreement,
            ...withoutTensors,
            ...apart,
            ...processes,
            populations,
          ],
        },
      },
      { ...shared, test: { ...shared.test, name: 'apart', include: apart } },
      { ...shared, test: { ...shared.test, name: 'processes', include: processes } },
      {
        ...shared,
        plugins: [float64],
        resolve: { alias: tensorflowModules },
        define: { 'globalThis.FLOAT64': 'true' },
        test: {
          ...together,
          name: 'float64',
          server: { deps: { inline: [/@tensorflow/] } },
          include: everyPrecision,
        },
      },
      {
        ...shared,
        test: {
          ...together,
          name: 'simd',
          env: { ...shared.test.env, TEST_BACKEND: 'simd' },
          include: [
            ...everyPrecision,
            'test/tensors/op.test.ts',
            'test/tensors/linear-algebra/{eigen,qr,symmetric-power}.test.ts',
            populations,
            'test/training/own-networks.test.ts',
          ],
        },
      },
      {
        ...shared,
        test: {
          ...onWebgpu,
          name: 'webgpu',
          include: [
            ...everyPrecision,
            'test/tensors/op.test.ts',
            agreement,
            'test/backends/webgpu/**/*.test.ts',
          ],
          // PPO waits for the device after every step of every environment; learned rules keep a history on the host.
          exclude: ['test/reference/**', 'test/optimizers/learned.golden.test.ts', ...longOnWebgpu],
        },
      },
      { ...shared, test: { ...onWebgpu, name: 'webgpu-long', include: longOnWebgpu } },
      {
        ...shared,
        test: {
          ...shared.test,
          name: 'tensorflow',
          env: { ...shared.test.env, TEST_BACKEND: 'node', RL_BENCH_TENSORFLOW: setUpRoot() },
          include: [
            ...everyPrecision,
            'test/tensors/op.test.ts',
            'test/optimizers/conformance.test.ts',
            populations,
            agreement,
            'test/backends/tensorflow/**/*.test.ts',
          ],
          // The reference does its own arithmetic on any backend, and takes long on this one.
          exclude: ['test/reference/**'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        ...shared,
        test: {
          ...shared.test,
          name: 'hostile',
          include: ['test/hostile/**/*.test.ts'],
          setupFiles: ['test/random-examples.ts'],
          testTimeout: 3_600_000,
        },
      },
      {
        ...shared,
        test: {
          ...shared.test,
          name: 'learning',
          include: ['test/learning/**/*.test.ts'],
          testTimeout: 1_200_000,
        },
      },
    ],
  },
});
