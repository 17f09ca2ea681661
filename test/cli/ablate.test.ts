import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rlBench, temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';

const small = [
  '--env',
  'cartpole',
  '--seeds',
  '3',
  '--total-timesteps',
  '512',
  '--eval-episodes',
  '1',
  '--network',
  'mlp(sizes=[8])',
  '--quiet',
];

describe('rl-bench ablate', () => {
  test('trains an optimizer with its settings changed, says what each change did, and draws it', async () => {
    const folder = temporaryFolder();
    const args = [
      'ablate',
      'MILO',
      ...small,
      '--factors',
      'lr=0.1,0.01',
      'momentum=0,0.9',
      '--out',
      'figures',
    ];
    const { status, stdout, stderr } = rlBench(folder, ...args);
    expect(stderr).toMatch(/wrote figures.ablation\.svg\n.*wrote figures.ablation\.png\n$/);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^MILO, one at a time: cartpole, ppo, 512 steps, 3 seeds\n/);
    expect(stdout).toMatch(/\nmomentum +0 +\S+ \[.*\] +-?\S+ \[.*\] +\S+\n/);
    expect(stdout).toMatch(/\nNo change is shown with 3 seeds: other seeds may turn any of them around\.\n/);
    expect(stdout).toMatch(/\nWith 3 seeds this test cannot get p down to 0.05 after Holm over \d tests,\n/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(existsSync(join(folder, 'figures', 'ablation.svg'))).toBe(true);

    expect((await rlBenchHere(folder, 'report', '--svg', 'all')).stdout).toContain('ablation.svg');
    expect((await rlBenchHere(folder, 'resume', '1')).stdout).toContain('MILO, one at a time');
  });

  test.each([
    [['ablate'], /^rl-bench: ablate which optimizer\? try: rl-bench ablate MILO --env point-nav\n$/],
    [['ablate', 'MILO'], /^rl-bench: --env is missing; try: /],
    [['ablate', 'MILOO', '--env', 'cartpole'], /^rl-bench: unknown optimizer "MILOO": did you mean MILO\?/],
    [
      ['ablate', 'MILO', '--env', 'cartpole', '--optimizers', 'ADAM'],
      /^rl-bench: rl-bench ablate takes one optimizer, given "MILO" as well\n$/,
    ],
  ])('%j is refused in one line', async (args, message) => {
    const folder = temporaryFolder();
    const { status, stderr } = await rlBenchHere(folder, ...args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });
});
