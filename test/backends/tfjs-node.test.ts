import { afterEach, expect, test, vi } from 'vitest';
import { startBackend, stopBackends } from '../../src/backends/index.ts';
import { UsageError } from '../../src/errors.ts';
import * as tf from '../../src/tensors/tf.ts';
import { temporaryFolder } from '../cli/command.ts';
import { putPackage, putSetUp } from './put-set-up.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  stopBackends();
  if (tf.findBackendFactory('tensorflow')) tf.removeBackend('tensorflow');
  await startBackend('cpu');
});

/** Puts code where tfjs-node would be, in a project that the command is run in. */
function standIn(name: string, code: string): void {
  const project = temporaryFolder();
  putPackage(project, name, code);
  vi.spyOn(process, 'cwd').mockReturnValue(project);
}

/** What the real packages do: they register a backend with the engine that all copies of TensorFlow.js share. */
const registering = (facts: object) => `
  class Backend { dispose() {} }
  globalThis._tfengine.registerBackend('tensorflow', () => Object.assign(new Backend(), ${JSON.stringify(facts)}));
`;

test.each([
  ['cuda', 'npx rl-bench setup tensorflow --gpu'],
  ['node', 'npx rl-bench setup tensorflow'],
])('Where %s is not set up, one line says what to type', async (backend, command) => {
  const error = (await startBackend(backend).catch((reason: unknown) => reason)) as Error;
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message).toContain(command);
  expect(error.message).not.toContain('\n');
});

test('The backend that the package registers is the one that computes', async () => {
  standIn('tfjs-node', registering({}));
  const { version, device } = await startBackend('node');
  expect({ version, device }).toEqual({ version: '@tensorflow/tfjs-node 4.22.0', device: null });
  expect(tf.getBackend()).toBe('tensorflow');
});

test('What rl-bench has set up goes before what the project has, and says which TensorFlow it is', async () => {
  standIn('tfjs-node', 'throw new Error("not this one")');
  const root = temporaryFolder();
  vi.stubEnv('RL_BENCH_TENSORFLOW', root);
  putSetUp(root, registering({ binding: { TF_Version: '2.21.0' } }));
  expect((await startBackend('node')).version).toBe('@tensorflow/tfjs-node 4.22.0 with TensorFlow 2.21.0');
});

test('cuda is refused where TensorFlow finds no GPU', async () => {
  standIn('tfjs-node-gpu', registering({ isUsingGpuDevice: false }));
  await expect(startBackend('cuda')).rejects.toThrow(
    /^backend cuda finds no GPU .*CUDA 11\.2 and cuDNN 8\.1/,
  );
});

test('cuda computes where TensorFlow finds a GPU', async () => {
  standIn('tfjs-node-gpu', registering({ isUsingGpuDevice: true }));
  const { device } = await startBackend('cuda');
  expect(device).toMatchObject({ software: false });
});

test('A package that cannot be loaded says why in one line', async () => {
  standIn('tfjs-node', 'throw new Error("libtensorflow.so.2: cannot open shared object file\\nand more");');
  await expect(startBackend('node')).rejects.toThrow(
    'backend node: @tensorflow/tfjs-node 4.22.0 cannot be loaded: libtensorflow.so.2: cannot open shared object file',
  );
});
