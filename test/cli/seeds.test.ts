import { expect, test } from 'vitest';
import { temporaryFolder } from './command.ts';
import { ask } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';

const tiny =
  '--num-envs 2 --num-steps 16 --num-minibatches 2 --update-epochs 1 --network mlp(sizes=[8]) --total-timesteps 64 --evaluations 1 --eval-episodes 1 --workers 1 --quiet'.split(
    ' ',
  );

test('seeds are added to an experiment, or only shown with --dry-run; several --env are several environments', async () => {
  const folder = temporaryFolder();
  const begun = await rlBenchHere(
    folder,
    ...['--env', 'cartpole', '--env', 'point-nav', '--optimizers', 'ADAM', '--seeds', '1', ...tiny],
  );
  expect(begun.status, begun.stderr).toBe(0);
  expect(ask(folder, 'select env from runs order by id')).toEqual(['cartpole', 'point-nav']);
  const shown = await rlBenchHere(folder, 'seeds', '1', '--add', '2', '--dry-run', '--quiet');
  expect(shown.stdout).toContain('would train 4 runs');
  expect(ask(folder, 'select count(*) from runs')).toEqual([2]);
  const added = await rlBenchHere(folder, 'seeds', '1', '--add', '2', '--workers', '1');
  expect(added.status, added.stderr).toBe(0);
  expect(added.stderr).toContain('experiment 1 has 4 runs more now');
  expect(ask(folder, "select count(*) from runs where status = 'finished'")).toEqual([6]);
});

test.each([
  [['seeds', '1'], 'add what? try: rl-bench seeds 2 --add 10'],
  [['seeds', '1', '--add', '0'], '--add'],
  [['seeds', '1', '--add', '2', '--seed-list', '7'], 'exclude each other'],
  [['seeds', '1', '--add', '2'], 'no results in'],
])('%j is refused in one line', async (words, said) => {
  const { status, stderr } = await rlBenchHere(temporaryFolder(), ...words);
  expect(status).toBe(2);
  expect(stderr).toContain(said);
  expect(stderr.trimEnd()).not.toContain('\n');
});
