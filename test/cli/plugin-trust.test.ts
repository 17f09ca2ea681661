import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rlBenchWith, temporaryFolder } from './command.ts';

/** A plugin that leaves a file behind when it is executed. */
const plugin = (marker: string, more = '') => `
  import { writeFileSync } from 'node:fs';
  writeFileSync(${JSON.stringify(marker)}, '');
  export default ({ optimizers }) => optimizers.register({ ...optimizers.get('SGD'), name: 'OWN' });
  ${more}`;

/** A results file with one run of a plugin's optimizer, made by a user; others have another record of what they trust. */
function trained() {
  const folder = temporaryFolder();
  const marker = join(folder, 'was-executed');
  const file = join(folder, 'own.mjs');
  writeFileSync(file, plugin(marker));
  const as =
    (user: string) =>
    (...args: readonly string[]) => {
      rmSync(marker, { force: true });
      const result = rlBenchWith({ XDG_STATE_HOME: join(folder, user) }, folder, ...args);
      return { ...result, executed: existsSync(marker) };
    };
  const budget = [
    '--seeds',
    '1',
    '--total-timesteps',
    '128',
    '--num-steps',
    '32',
    '--eval-episodes',
    '1',
    '--quiet',
  ];
  const run = as('author')(
    ...['--env', 'cartpole', '--optimizers', 'OWN', ...budget],
    ...['--workers', '1', '--db', 'x.sqlite', '--plugin', 'own.mjs'],
  );
  expect(run.stderr).toBe('');
  return { folder, file, marker, author: as('author'), stranger: as('stranger') };
}

describe('What a results file names', () => {
  test('is executed for those who have named it before, and for others only if they name it now', () => {
    const { folder, file, stranger, author } = trained();
    expect(author('verify', '1', '--db', 'x.sqlite')).toMatchObject({ status: 0, executed: true });
    for (const command of [
      ['verify', '1'],
      ['loss-map', '--policy', '1'],
    ]) {
      const { status, stderr, executed } = stranger(...command, '--db', 'x.sqlite');
      expect(stderr).toMatch(
        /^rl-bench: the experiment was begun with the plugin "[^\n]*name its file with --plugin FILE\n$/,
      );
      expect({ status, executed }).toEqual({ status: 2, executed: false });
    }
    copyFileSync(file, join(folder, 'copy.mjs'));
    rmSync(file);
    const { status, stdout } = stranger('verify', '1', '--db', 'x.sqlite', '--plugin', 'copy.mjs');
    expect(stdout).toMatch(/^run 1 trained again: \d+ rows, all the same\n$/);
    expect(status).toBe(0);
  });

  test('is not executed if it has changed', () => {
    const { file, marker, author } = trained();
    writeFileSync(file, plugin(marker, '// something else'));
    const { status, stderr, executed } = author('verify', '1', '--db', 'x.sqlite');
    expect(stderr).toMatch(/^rl-bench: plugin "[^\n]*" has changed since the experiment began/);
    expect({ status, executed }).toEqual({ status: 1, executed: false });
  });
});
