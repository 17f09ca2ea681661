import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { newExperiment } from '../store/records.ts';
import { temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';

test('leaderboard and compare say that they show an older experiment, where nobody asked for it', async () => {
  const folder = temporaryFolder();
  const task = ['--env', 'cartpole', '--optimizers', 'ADAM', 'SGD', '--seeds', '1', '--eval-episodes', '1'];
  const trained = await rlBenchHere(
    folder,
    ...task,
    '--total-timesteps',
    '512',
    '--quiet',
    '--db',
    'x.sqlite',
  );
  expect(trained.status, trained.stderr).toBe(0);
  const store = openStore(join(folder, 'x.sqlite'));
  const { runIds } = store.createExperiment(newExperiment([{}]));
  store.startRuns(runIds);
  store.interrupt(runIds);
  store.close();
  const note =
    'rl-bench: this is experiment 1: of the newest, 2, no run has ended yet; ' +
    'rl-bench resume 2 --db x.sqlite goes on with it if it was stopped\n';
  for (const command of ['leaderboard', 'compare']) {
    expect((await rlBenchHere(folder, command, '--db', 'x.sqlite')).stderr).toBe(note);
    expect((await rlBenchHere(folder, command, '--db', 'x.sqlite', '--experiment', '1')).stderr).toBe('');
  }
});
