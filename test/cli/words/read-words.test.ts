import { describe, expect, test } from 'vitest';
import { commandsWith } from '../../../src/cli/commands/index.ts';
import { readWords } from '../../../src/cli/words/read-words.ts';
import { UsageError } from '../../../src/errors.ts';

const commands = commandsWith([]);

/** A command line in words of ours, and what is told of it. */
async function read(line: string): Promise<{ words: string; notes: string[] }> {
  const notes: string[] = [];
  const words = await readWords(line === '' ? [] : line.split(' '), commands, (note) => notes.push(note));
  return { words: words.join(' '), notes };
}

describe('What newcomers type is read as what it means here:', () => {
  test.each([
    ['--env cartpole --optimizers ADAM --seed 1', '--env cartpole --optimizers ADAM --seed-list 1'],
    ['--seed=7', '--seed-list=7'],
    ['--seeds 3 --env a', '--seeds 3 --env a'],
    ['--seeds 1 2 3 --env a', '--seed-list 1 2 3 --env a'],
    ['--seeds=1 2 3', '--seed-list 1 2 3'],
    ['--seeds 1,2,3', '--seed-list 1 2 3'],
    ['--num_runs 3', '--seeds 3'],
    ['--env a b --seeds 2', '--envs a b --seeds 2'],
    ['--env-id cartpole,pendulum(g=9,m=2)', '--envs cartpole pendulum(g=9,m=2)'],
    [
      '--algo ppo --env CartPole-v1 -n 50000 --seed 3 --n-jobs 2 -P --optimizer Adam',
      '--agents ppo --env CartPole-v1 --total-timesteps 50000 --seed-list 3 --workers 2 --optimizers Adam',
    ],
    ['-n50000', '--total-timesteps=50000'],
    ['--n-timesteps 10k --exp-name mine', '--total-timesteps 10k --title mine'],
    ['--total_timesteps=50_000 --num_envs 8', '--total-timesteps=50_000 --num-envs 8'],
    ['-env cartpole -seed 1', '--env cartpole --seed-list 1'],
    ['--lr 1e-3 --learning-rate 3e-4', '--learning-rates 1e-3 --learning-rates 3e-4'],
    ['--anneal-lr False --norm_adv=1 --no-clip-vloss', '--anneal-lr=false --norm-adv=true --no-clip-vloss'],
    ['--start -1,2', '--start -1,2'],
    ['train --env a', 'run --env a'],
    ['train --help', 'run --help'],
    ['ls', 'list'],
    ['eval', 'evaluate'],
    ['ls optimizers', 'list optimizers'],
    ['optimizers', 'list optimizers'],
    ['results --exp 3', 'leaderboard --experiment 3'],
    ['help', '--help'],
    ['help ablate', 'ablate --help'],
    ['help train', 'run --help'],
    ['version', '--version'],
    ['my.yaml --dry-run', 'sweep my.yaml --dry-run'],
    ['sweep --config my.yaml', 'sweep my.yaml'],
    ['ablate --seeds 3 MILO --env cartpole', 'ablate --seeds 3 MILO --env cartpole'],
    ['ablate --env cartpole --optimizers MILO', 'ablate MILO --env cartpole'],
    ['ablate MILO --optimizer=ADAM', 'ablate ADAM MILO'],
    ['compare ADAM --optimizers SGD MILO --json', 'compare SGD ADAM MILO --json'],
    ['ablate --env cartpole pendulum MILO', 'ablate MILO --envs cartpole pendulum'],
    ['compare --optimizers A B', 'compare A B'],
    ['loss-map --seed 3', 'loss-map --seed 3'],
  ])('%s → %s', async (typed, meant) => {
    expect((await read(typed)).words).toBe(meant);
  });

  test.each([
    ['--db x.sqlite leaderboard', 'leaderboard --db x.sqlite'],
    ['--quiet sweep quick', 'sweep --quiet quick'],
    ['--json ls envs', 'list --json envs'],
    ['--markdown leaderboard', 'leaderboard --markdown'],
    ['--seed 1 train --env a', 'run --seed-list 1 --env a'],
    ['--optimizers ADAM SGD run', 'run --optimizers ADAM SGD'],
  ])('flags before the command: %s → %s', async (typed, meant) => {
    expect((await read(typed)).words).toBe(meant);
  });

  test.each([
    '--title run --env a',
    '--title list',
    '--env a --optimizers list',
    'nonsense --seed 1',
    '-- --seed 1',
  ])('a value that looks like a command stays one, and so do words that nobody knows: %s', async (typed) => {
    expect(await read(typed)).toEqual({ words: typed, notes: [] });
  });

  test('what happens anyway is left out, with a note', async () => {
    expect(await read('--torch-deterministic --verbose 1 --env a')).toEqual({
      words: '--env a',
      notes: [
        expect.stringMatching(/^--torch-deterministic is not needed/),
        expect.stringMatching(/--quiet/),
      ],
    });
  });
});

describe('What has no meaning here is refused with the way to do it:', () => {
  test.each([
    ['--track', /no --track: .*export --format tensorboard/],
    ['--capture-video', /rl-bench watch/],
    ['--cuda', /--backend/],
    ['--log-folder logs', /--db FILE/],
    ['--tensorboard_log logs', /no --tensorboard_log: .*export/],
    ['--hyperparams n_steps:32', /--num-steps 32/],
    ['--batch-size 64', /--num-minibatches/],
    ['--eps 1e-5', /ADAM\(eps=1e-8\)/],
    ['leaderboard --format json', /--json/],
    ['show', /no command "show": .*leaderboard/],
    ['plot', /report/],
    ['--anneal-lr=maybe', /--anneal-lr must be true or false, given "maybe"/],
  ])('%s', async (typed, message) => {
    await expect(read(typed)).rejects.toThrow(UsageError);
    await expect(read(typed)).rejects.toThrow(message);
  });
});
