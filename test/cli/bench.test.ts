import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rlBench, temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';

interface KernelRow {
  kernel: string;
  members: number;
  shapes: number[][];
  cpuSeconds: Record<string, number>;
  timesAsFastAs: Record<string, number>;
}

test('rl-bench bench --only kernels --json measures each kernel on each backend', () => {
  const folder = temporaryFolder();
  const args = ['bench', '--quick', '--only', 'kernels', '--json', '--rounds', '1'];
  const { status, stdout, stderr } = rlBench(folder, ...args);
  expect(status, stderr).toBe(0);
  expect(stderr).toBe('measuring kernels (1 of 1)\n');
  const answer = JSON.parse(stdout) as { topics: { kernels: KernelRow[] } };
  expect(answer).toMatchObject({ rounds: 1, quick: true, host: { node: process.version } });
  expect(Object.keys(answer.topics)).toEqual(['kernels']);
  const { kernels } = answer.topics;
  expect(kernels.map(({ kernel }) => kernel)).toEqual(
    expect.arrayContaining(['A · B', 'Aᵀ · B', 'A · Bᵀ', 'tanh', 'exp', 'softmax']),
  );
  for (const { cpuSeconds, timesAsFastAs, shapes } of kernels) {
    expect(Object.keys(cpuSeconds)).toEqual(['simd', 'stock-wasm', 'cpu']);
    expect(Object.keys(timesAsFastAs)).toEqual(['stock-wasm', 'cpu']);
    for (const value of [...Object.values(cpuSeconds), ...Object.values(timesAsFastAs)]) {
      expect(Number.isFinite(value)).toBe(true);
      expect(value).toBeGreaterThan(0);
    }
    expect(shapes.length).toBeGreaterThan(0);
  }
  expect(readdirSync(folder)).toEqual([]);
});

test('without --json it prints a table, and --quiet nothing else', () => {
  const args = ['bench', '--quick', '--only', 'growth', '--rounds', '1', '--quiet'];
  const { status, stdout, stderr } = rlBench(temporaryFolder(), ...args);
  expect(status).toBe(0);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/members +width +samples +parameters +CPU ms +GFLOP\/s\n─+\n +1 /);
});

test.each<[string, readonly string[], RegExp]>([
  ['an unknown topic', ['--only', 'kernel'], /did you mean kernels\?/],
  [
    'a topic that is like none',
    ['--only', 'xyz'],
    /known: kernels, ppo, training, environments, workloads, phases, diagnostics, growth/,
  ],
  ['an unknown optimizer', ['--only', 'optimizers', '--optimizers', 'ADAMM'], /did you mean ADAM\?/],
  ['optimizers of no topic', ['--only', 'kernels', '--optimizers', 'ADAM'], /topic optimizers, which --only/],
  ['time for topics that take what they take', ['--seconds', '5'], /--seconds cuts the topic gpu short/],
  ['no rounds', ['--rounds', '0'], /--rounds must be integer \(> 0\), given 0/],
  ['rounds that are no number', ['--rounds', 'many'], /given "many"/],
  ['a flag of another command', ['--seeds', '3'], /has no flag --seeds; it belongs to/],
  ['nothing after --only', ['--only'], /only/],
])('%s: one line, exit code 2', async (_name, args, message) => {
  const { status, stdout, stderr } = await rlBenchHere(temporaryFolder(), 'bench', ...args);
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^rl-bench: [^\n]+\n$/);
  expect(status).toBe(2);
  expect(stdout).toBe('');
});

test('bench --only gpu --seconds leaves out what it does not come to, and says how much', async () => {
  const args = ['bench', '--quick', '--only', 'gpu', '--seconds', '0.01', '--quiet', '--json'];
  const { status, stdout, stderr } = await rlBenchHere(temporaryFolder(), ...args);
  expect(stderr).toBe('gpu: after 0.01 s 3 cases had not been measured\n');
  expect(JSON.parse(stdout)).toMatchObject({ topics: { gpu: [] } });
  expect(status).toBe(0);
});
