import { expect, test } from 'vitest';
import { loadAddon } from '../../src/backends/simd/native-addon.ts';
import { wideKernels } from '../../src/backends/simd/wide-kernels.ts';
import { rlBenchWith, temporaryFolder } from './command.ts';

/** Backends that do not work without packages or drivers that nobody has there. Metal and Direct3D are always there. */
const absent = process.platform === 'linux' ? ['webgpu', 'cuda', 'node'] : ['cuda', 'node'];
/** As on a machine without any Vulkan driver. */
const noDriver = { LD_LIBRARY_PATH: '', VK_DRIVER_FILES: '/nowhere.json', VK_ICD_FILENAMES: '/nowhere.json' };

test('doctor explains every backend, at most 80 columns wide, and ends well', () => {
  const variables = { ...noDriver, RL_BENCH_NATIVE: '0' };
  const { status, stdout, stderr } = rlBenchWith(variables, temporaryFolder(), 'doctor', '--quiet');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout).not.toContain('rl-bench doctor says');
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  // Lines that were broken begin with blanks.
  const lines = stdout.replaceAll(/\n {2,}/g, ' ').split('\n');
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^Kernels +of simd: WebAssembly alone(, in vectors of 256 bits)? \(native ones: switched off\)$/,
    ),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^Gymnasium +.*gym\(…\)/));
  for (const name of ['simd', 'wasm', 'cpu']) {
    expect(lines.filter((line) => line.startsWith(`${name} `))).toEqual([expect.stringMatching(/ works: /)]);
  }
  for (const name of absent) {
    expect(lines.filter((line) => line.startsWith(`${name} `))).toEqual([
      expect.stringMatching(/does not work: .*(npm install|it takes|setup tensorflow)/),
    ]);
  }
});

test('doctor says the same as JSON', () => {
  const { status, stdout } = rlBenchWith(noDriver, temporaryFolder(), 'doctor', '--json', '--quiet');
  expect(status).toBe(0);
  const { host, native, backends, tensorflow } = JSON.parse(stdout);
  expect(host).toMatchObject({ node: process.version, platform: process.platform });
  const addon = loadAddon();
  expect(native).toEqual({
    instructions: addon?.targets[0] ?? null,
    problem: addon ? null : 'no addon was built',
    webAssembly: addon || !wideKernels().module ? null : 'in vectors of 256 bits',
  });
  expect(tensorflow).toMatchObject({ node: null, cuda: null, cudaNeeds: 'an NVIDIA driver ≥ 525.60.13' });
  expect(backends.map(({ name }: { name: string }) => name)).toEqual([
    'simd',
    'wasm',
    'cpu',
    'webgpu',
    'cuda',
    'node',
  ]);
  expect(backends[0]).toMatchObject({ works: true, problem: null, device: null, timesAsFastAsSimd: 1 });
  expect(backends[4]).toMatchObject({ works: false, version: null, timesAsFastAsSimd: null });
});

test.each(absent)('Asking for %s where it is not there is one line and exit code 2', (name) => {
  const args = ['--env', 'cartpole', '--optimizers', 'SGD', '--backend', name];
  const { status, stderr } = rlBenchWith(noDriver, temporaryFolder(), ...args);
  expect(status).toBe(2);
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/^rl-bench: .*webgpu|^rl-bench: backend /),
  ]);
});
