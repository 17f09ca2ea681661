import { expect, test } from 'vitest';
import { rlBench, temporaryFolder } from '../../cli/command.ts';

const small = [
  ...['--env', 'cartpole', '--optimizers', 'MILO', 'SOAP', '--seeds', '2', '--total-timesteps', '64'],
  ...['--num-envs', '2', '--num-steps', '16', '--num-minibatches', '1', '--update-epochs', '1'],
  ...['--evaluations', '1', '--eval-episodes', '1', '--network', 'mlp(sizes=[8])'],
];

// Nothing reads a tensor without waiting here: the command runs as it is shipped, where such a read throws.
test('The command trains on webgpu to the end, and its process ends', { timeout: 300_000 }, () => {
  const folder = temporaryFolder();
  const { status, stderr } = rlBench(folder, ...small, '--backend', 'webgpu', '--quiet', '--workers', '1');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const { stdout } = rlBench(folder, 'sql', 'select distinct status, backend, updates from runs', '--json');
  expect(JSON.parse(stdout)).toEqual([{ status: 'finished', backend: 'webgpu', updates: 2 }]);
});

test('doctor says that a software device is one', { timeout: 300_000 }, () => {
  const { stdout, status } = rlBench(temporaryFolder(), 'doctor', '--json', '--quiet');
  expect(status).toBe(0);
  const { backends } = JSON.parse(stdout) as {
    backends: { name: string; works: boolean; device: unknown }[];
  };
  const webgpu = backends.find(({ name }) => name === 'webgpu');
  expect(webgpu).toMatchObject({ works: true, problem: null });
  const named = webgpu!.device as { name: string; software: boolean };
  if (/swiftshader/i.test(named.name)) expect(named.software).toBe(true);
});
