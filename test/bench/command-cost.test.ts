import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandCost } from '../../src/bench/command-cost.ts';
import { RunError } from '../../src/errors.ts';

test('What a command costs is its CPU time, its time on the clock and the most memory that it had', async () => {
  const { cpuSeconds, seconds, peakBytes } = await commandCost(['list', 'functions']);
  expect(cpuSeconds).toBeGreaterThan(0.02);
  expect(seconds).toBeGreaterThan(0.02);
  expect(peakBytes).toBeGreaterThan(20 * 2 ** 20);
  expect(peakBytes).toBeLessThan(2 ** 30);
});

test('A command that trains leaves its results file nowhere', async () => {
  const db = join('runs', 'cost.sqlite');
  const words = ['--env', 'cartpole', '--optimizers', 'SGD', '--seeds', '1', '--total-timesteps', '512'];
  await commandCost([...words, '--evaluations', '1', '--eval-episodes', '1', '--workers', '1', '--db', db]);
  expect(existsSync(db)).toBe(false);
});

test('A command that fails is an error with its words', async () => {
  const failure: unknown = await commandCost(['list', 'nothing-of-that-name']).catch((error) => error);
  expect(failure).toBeInstanceOf(RunError);
  expect(String(failure)).toMatch(
    /rl-bench list nothing-of-that-name ended with exit code 2: .*-of-that-name/,
  );
});
