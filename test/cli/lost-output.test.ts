import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cli, temporaryFolder } from './command.ts';
import { ask } from './contents.ts';

const sweep = [
  ...['--env', 'cartpole', '--optimizers', 'ADAM', '--seeds', '1', '--eval-episodes', '2'],
  ...['--total-timesteps', '512', '--num-steps', '32', '--network', 'mlp(sizes=[8])'],
];

/** Trains with the given streams for stdout and stderr. @returns its exit code. */
async function trained(folder: string, stdout: 'pipe' | number, stderr: 'pipe' | number): Promise<unknown> {
  const child = spawn(process.execPath, [cli, ...sweep], { cwd: folder, stdio: ['ignore', stdout, stderr] });
  // What head does: it reads a line, and no more.
  for (const stream of [child.stdout, child.stderr]) stream?.once('data', () => stream.destroy());
  return new Promise((resolve) => child.on('exit', resolve));
}

describe('training goes on to its end', () => {
  test('where nobody reads any more what it says', async () => {
    const folder = temporaryFolder();
    expect(await trained(folder, 'pipe', 'pipe')).toBe(0);
    expect(ask(folder, 'select status from runs')).toEqual(['finished']);
  });

  test.skipIf(!existsSync('/dev/full'))('where what it says goes to a full disk', async () => {
    const folder = temporaryFolder();
    const full = openSync('/dev/full', 'w');
    expect(await trained(folder, 'pipe', full)).toBe(0);
    expect(ask(folder, 'select status from runs')).toEqual(['finished']);
  });
});
