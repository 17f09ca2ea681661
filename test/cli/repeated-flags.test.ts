import { describe, expect, test } from 'vitest';
import { temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';

describe('a flag that takes one value', () => {
  test.each([
    [
      ['export', '--format', 'csv', '--out', 'a', '--format', 'jsonl'],
      '--format is given 2 times (csv, jsonl)',
    ],
    [
      ['sql', 'values(1)', '--db', '--db', 'own.sqlite'],
      '--db is given 2 times (runs/rl-bench.sqlite, own.sqlite)',
    ],
    [['leaderboard', '--db', 'a', '--db', 'b', '--db', 'c'], '--db is given 3 times (a, b, c)'],
    [
      ['--env', 'cartpole', '--optimizers', 'SGD', '--seeds', '2', '--num-runs', '3'],
      '--seeds is given 2 times (2, 3)',
    ],
  ])('is refused where it is given more often: %j', async (args, said) => {
    const { status, stderr } = await rlBenchHere(temporaryFolder(), ...args);
    expect(stderr).toBe(`rl-bench: ${said}; give it once\n`);
    expect(status).toBe(2);
  });

  test('may be given twice where it takes several', async () => {
    const { status, stdout } = await rlBenchHere(
      temporaryFolder(),
      ...['--env', 'cartpole', '--optimizers', 'SGD', '--optimizers', 'ADAM', '--json', '--json'],
      ...['--dry-run', '--total-timesteps', '512'],
    );
    expect(status).toBe(0);
    expect((JSON.parse(stdout) as { populations: unknown[] }).populations).toHaveLength(2);
  });
});
