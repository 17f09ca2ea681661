import { describe, expect, test } from 'vitest';
import { temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';
// Loaded before the tests, whose time is limited.
import '../../src/cli/commands/list.ts';
import '../../src/cli/commands/run.ts';

/** What a command said, in one line, wherever it was broken. */
async function said(...words: readonly string[]): Promise<string> {
  const { stdout, stderr } = await rlBenchHere(temporaryFolder(), ...words);
  return `${stdout} ${stderr}`.replaceAll(/\s+/g, ' ');
}

describe('digits, a task that is no environment, is known to', () => {
  test('list, as a task with its agent, and that agent with its settings', async () => {
    const contents = await said('list');
    expect(contents).toMatch(
      /envs .*pendulum, .*digits, spirals, regression, mnist, cifar10, text agents .*dr-mas, .*supervised, language optimizers/,
    );
    const digits = await said('list', 'envs', 'digits');
    expect(digits).toMatch(
      /what it is tell the ten digits apart .* only agent supervised score test accuracy budget in samples threshold 0.95/,
    );
    expect(digits).toMatch(/recipe agent=supervised, total_timesteps=40960,/);
    expect(digits).toMatch(/"digits\(train=…\)"/);
    expect(await said('list', 'digits')).toBe(digits);
    expect(await said('list', 'supervised')).toMatch(
      /learns only digits, spirals, regression, mnist, cifar10 .*"supervised\(batch_size=…\)"/,
    );
    expect(await said('list', 'ADAMW')).toMatch(/recorded rates .*digits: supervised=0.03/);
  });

  test('unknown names, which are told what there is', async () => {
    const named = await said('--env', 'digit', '--optimizers', 'SGD');
    expect(named).toMatch(
      /unknown environment "digit": did you mean digits\? \(known: .*lander, .*digits, spirals, regression, mnist, cifar10, text\)/,
    );
    expect(await said('digits')).toMatch(/rl-bench --env digits … trains with this environment/);
    expect(await said('--env', 'cartpole', '--eval-env', 'digits', '--optimizers', 'SGD')).toMatch(
      /digits has no episodes to evaluate cartpole on/,
    );
  });

  test('help, which shows the settings of its agent alone', async () => {
    const helped = (env: string) => said('--help', '--env', env);
    const help = await helped('digits');
    expect(help).toMatch(
      /Hyper-parameters of supervised on digits: --batch-size examples of a minibatch .*default 64/,
    );
    expect(help).toMatch(/default 40960 on digits/);
    expect(help).not.toMatch(/clip-coef|other agents/);
    expect(await helped('cartpole')).not.toMatch(/batch-size/);
  });

  test('flags, which set what its agent has and are refused where it has not', async () => {
    const plan = (...words: readonly string[]) =>
      said('--optimizers', 'SGD', '--dry-run', '--json', ...words);
    expect(await plan('--env', 'digits', '--batch-size', '32')).toMatch(
      /"agent": "supervised\(batch_size=32\)"/,
    );
    expect(await plan('--env', 'digits', '--clip-coef', '0.1')).toMatch(/supervised has no --clip-coef/);
    expect(await plan('--env', 'cartpole', '--batch-size', '32')).toMatch(/--num-minibatches splits/);
    expect(await said('ablate', '--env', 'cartpole', 'digits', 'NOBODY')).toMatch(
      /unknown optimizer "NOBODY"/,
    );
  });
});
