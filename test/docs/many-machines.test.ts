import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../cli/command.ts';
import { rlBenchHere } from '../cli/in-this-process.ts';

const page = readFileSync(new URL('../../docs/many-machines.md', import.meta.url), 'utf8');

const study = `
title: study
env: cartpole
agents: ["ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=1)"]
network: mlp(sizes=[8])
optimizers: [ADAM, SGD]
learning_rates: [0.001, 0.01]
seeds: 2
total_timesteps: 64
evaluations: 1
eval_episodes: 1
`;

test('The commands of docs/many-machines.md do in order what it says', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'study.yaml'), study);
  writeFileSync(
    join(folder, 'tuned.yaml'),
    `${study.replace('title: study', 'title: tuned')}tuning: { seeds: 1 }\n`,
  );
  // What wants a Redis is tried in test/sweep/queue.
  const commands = [...page.matchAll(/```sh\n(.*?)```/gs)]
    .flatMap(([, block]) => block!.trim().split('\n'))
    .filter((command) => !command.includes('redis://'));
  expect(commands.length).toBeGreaterThan(10);
  const merged: string[] = [];
  for (const command of commands) {
    const [program, ...words] = command.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ''));
    expect(program).toBe('rl-bench');
    const said = await rlBenchHere(folder, ...words);
    expect(said, command).toMatchObject({ status: 0 });
    if (words[0] === 'merge') merged.push(said.stdout);
  }
  expect(merged).toHaveLength(3);
  expect(merged[0]).toContain('all 8 runs have ended');
  expect(merged[1]).toContain('train its shards with --stage scoring');
  expect(merged[2]).toContain('all 8 runs have ended');
});

test('Its Kubernetes job counts shards as rl-bench does', () => {
  const [, yaml] = /```yaml\n(.*?)```/s.exec(page)!;
  const [, completions] = /completions: (\d+)/.exec(yaml!)!;
  expect(yaml).toContain(`$((JOB_COMPLETION_INDEX + 1))/${completions}`);
});
