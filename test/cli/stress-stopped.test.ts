import { expect, test } from 'vitest';
import { interrupted, rlBench, started, temporaryFolder } from './command.ts';
import { ask } from './contents.ts';
import { patience } from './killed-after.ts';
import { until } from './terminal.ts';

const asked = ['stress', 'SGD', 'ADAM', '--seeds', '2', '--steps', '60'];

const rows =
  'select optimizer || problem || phase || learning_rate || seed || status || final_error from stress_trials order by 1';

function trials(folder: string): number {
  try {
    return ask(folder, 'select count(*) from stress_trials')[0] as number;
  } catch {
    return 0;
  }
}

test('a matrix that was killed, and stopped by Ctrl-C, goes on with what is left, to the same trials', async () => {
  const folder = temporaryFolder();
  const child = started(folder, asked);
  expect(await until(() => trials(folder) > 0, patience)).toBe(true);
  child.kill('SIGKILL');
  expect(await child.end).toBeNull();
  const left = trials(folder);

  const wished = await interrupted(folder, 'SIGINT', asked);
  expect(wished.code, wished.stderr).toBe(130);
  expect(wished.stderr).toMatch(/stopped; the same command goes on with what is left\n$/);
  expect(trials(folder)).toBeGreaterThanOrEqual(left);

  const resumed = rlBench(folder, ...asked, '--workers', '2', '--quiet');
  expect(resumed.status, resumed.stderr).toBe(0);
  const undisturbed = temporaryFolder();
  expect(rlBench(undisturbed, ...asked, '--quiet').stdout).toBe(resumed.stdout);
  expect(ask(folder, rows)).toEqual(ask(undisturbed, rows));
});
