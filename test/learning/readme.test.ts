import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../cli/command.ts';
import { shownCommands, shownStudy } from '../docs/readme.ts';
import { shownCode } from '../docs/shown-code.ts';
import { mnistFolder } from '../workloads/supervised/image-files.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** What keeps the work short where a command does not say it. */
const short = {
  RL_BENCH_TOTAL_TIMESTEPS: '1024',
  RL_BENCH_SEEDS: '2',
  RL_BENCH_EVALUATIONS: '1',
  RL_BENCH_EVAL_EPISODES: '1',
};

/** The same with less to train. */
function scaledDown(text: string): string {
  return text
    .replaceAll(/(--seeds|--total-timesteps) \d+/g, (_, flag) => `${flag} ${flag === '--seeds' ? 2 : 1024}`)
    .replaceAll(/--total-updates \d+/g, '--total-updates 2')
    .replaceAll(/(seeds|samples): \d+/g, '$1: 2')
    .replaceAll(/total_timesteps: \d+/g, 'total_timesteps: 2048')
    .replace('train=10000', 'train=50')
    .replaceAll('--functions all', '--functions saddle plateau')
    .replace(/rl-bench stress(?= --out)/, 'rl-bench stress SGD ADAM --problems saddle spike')
    .replace(/loss-map (?=--functions)/, 'loss-map --iterations 3 ')
    .replace(/loss-map (?=--policy)/, 'loss-map --resolution 5 --stations 3 ');
}

test('The commands of the README and the pages after it work one after another in one folder', {
  timeout: 600_000,
}, () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'my-optimizer.js'), shownCode('optimizer', 'plugin'));
  writeFileSync(join(folder, 'momentum.yaml'), `${scaledDown(shownStudy())}total_timesteps: 1024\n`);
  cpSync(mnistFolder(), join(folder, 'data', 'mnist'), { recursive: true });
  // The bench measures this machine, setup downloads TensorFlow, --serve goes on until Ctrl-C, gym(…) needs a Gymnasium that is not
  // ours: they have tests of their own.
  const commands = shownCommands().filter(
    (command) => !/rl-bench (bench|setup)\b|--serve|gym\(/.test(command),
  );
  expect(commands.length).toBeGreaterThan(30);
  const failed = commands.map(scaledDown).flatMap((command) => {
    const shell = command.replace('npx rl-bench', `"${process.execPath}" "${cli}"`);
    const { status, stderr } = spawnSync(shell, {
      shell: true,
      cwd: folder,
      encoding: 'utf8',
      // How many seeds is for each study to say.
      env: {
        ...process.env,
        ...short,
        ...(command.includes('rl-bench study') && { RL_BENCH_SEEDS: undefined }),
        // One budget at a time.
        ...(command.includes('--total-updates') && { RL_BENCH_TOTAL_TIMESTEPS: undefined }),
      },
    });
    return status === 0 ? [] : [`${command}\n${stderr}`];
  });
  expect(failed).toEqual([]);
});
