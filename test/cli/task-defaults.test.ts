import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';

/** Text in one line, wherever it was broken. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe("an environment's own defaults", () => {
  test('are what --help shows when it is asked about the environment', async () => {
    const folder = temporaryFolder();
    const help = async (...words: readonly string[]) =>
      flat((await rlBenchHere(folder, '--help', ...words)).stdout);
    const pendulum = await help('--env', 'Pendulum-v1');
    expect(pendulum).toMatch(/Hyper-parameters of ppo on pendulum:/);
    expect(pendulum).toMatch(/fall linearly to 0 \[default false on pendulum\]/);
    expect(pendulum).toMatch(/default 150000 on pendulum/);
    expect(await help('--env', 'pendulum', '--no-task-defaults')).toMatch(
      /fall linearly to 0 \[default true\]/,
    );
    expect(await help('--agent', 'grpo')).toMatch(
      /Hyper-parameters of grpo: .*fall linearly to 0 \[default false\]/,
    );
  });

  test('are on the pages about environment, agent and optimizer', async () => {
    const folder = temporaryFolder();
    const pages = flat((await rlBenchHere(folder, 'list', 'pendulum', 'ppo', 'ADAM')).stdout);
    expect(pages).toMatch(/recipe agent=ppo, total_timesteps=150000, .* ppo: num_envs=8, .*anneal_lr=false/);
    expect(pages).toMatch(/set by recipes .*pendulum: num_envs=8, .*anneal_lr=false Settings/);
    expect(pages).toMatch(/recorded rates .*pendulum: ppo=0.0003/);
  });

  test('are named by --dry-run, results, report and document, and the runs verify', async () => {
    const folder = temporaryFolder();
    const task = ['--env', 'pendulum', '--optimizers', 'SGD', '--seeds', '1', '--total-timesteps', '1024'];
    const small = [...task, '--evaluations', '1', '--eval-episodes', '1', '--network', 'mlp(sizes=[2])'];
    const said = /with pendulum's recipe, unlike --help: num_envs=8, .*anneal_lr=false/;
    expect(flat((await rlBenchHere(folder, ...small, '--dry-run')).stdout)).toMatch(said);
    expect(flat((await rlBenchHere(folder, ...small)).stdout)).toMatch(said);
    expect(
      flat((await rlBenchHere(folder, 'leaderboard', '--markdown')).stdout.replaceAll('\\', '')),
    ).toMatch(said);
    await rlBenchHere(folder, 'report', '--out', 'x.html', '--markdown', 'x.md');
    const page = readFileSync(join(folder, 'x.html'), 'utf8').replaceAll('&#39;', "'");
    expect(page.match(new RegExp(said, 'g'))).toHaveLength(2);
    expect(readFileSync(join(folder, 'x.md'), 'utf8').replaceAll('\\', '')).toMatch(said);
    const plain = await rlBenchHere(folder, ...small, '--no-task-defaults');
    expect(plain.stdout).not.toMatch(/recipe/);
    const settings = "select hyperparameters_json ->> '$.agent.anneal_lr' as a from runs order by id";
    const answer = JSON.parse((await rlBenchHere(folder, 'sql', settings, '--json')).stdout);
    expect(answer).toEqual([{ a: 0 }, { a: 1 }]);
    expect((await rlBenchHere(folder, 'verify', '2')).status).toBe(0);
  });

  test('are told on stderr, before training and by --dry-run, where a rate was recorded for other settings', async () => {
    const folder = temporaryFolder();
    const task = ['--env', 'pendulum', '--seeds', '1', '--total-timesteps', '1024', '--evaluations', '1'];
    const small = [...task, '--eval-episodes', '1', '--network', 'mlp(sizes=[2])', '--optimizers'];
    const stderr = async (...words: readonly string[]) =>
      (await rlBenchHere(folder, ...small, ...words)).stderr.split('\n');
    const line =
      'rl-bench: SGD(momentum=0.5) trains at the learning rate recorded for SGD with its default settings ' +
      '(0.1 with ppo on pendulum), and another may be better: set lr, or try several by --learning-rates';
    expect(await stderr('SGD(momentum=0.5)', '--dry-run')).toContain(line);
    expect(await stderr('SGD(momentum=0.5)')).toContain(line);
    expect((await stderr('SGD(momentum=0.5,lr=0.1)', '--dry-run')).join()).not.toMatch(/recorded for/);
  });
});
