import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../src/version.ts';
import { temporaryFolder } from '../../cli/command.ts';
import { hasPython } from './stand-in.ts';

/** Begins an episode, and then asks for a step that never ends, or does nothing more. */
const program = `
  const [library, note, way] = process.argv.slice(1);
  const { makeEnv, RandomStream, stepResult } = await import(library);
  const env = makeEnv(\`gym(Fails-v0,at=1,how=sleep,note="\${note}")\`, { size: 1 });
  env.reset([RandomStream.of(1)]);
  console.log(way);
  if (way === 'asks') env.step(Int32Array.of(1), stepResult(env));
  setInterval(() => {}, 1000);
`;

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // One that has ended may stay in the list until somebody looks at it.
    return !existsSync('/proc/1/stat') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

test.runIf(hasPython).each(['asks', 'waits'])(
  'a Python ends with who has started it, even if that one is killed while it %s',
  async (way) => {
    const note = join(temporaryFolder(), 'note');
    const library = join(packageRoot(), 'dist', 'envs.js');
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program, library, note, way], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((told, refused) => {
      parent.stdout.once('data', told);
      parent.once('exit', () => refused(new Error('it has ended before it was asked to')));
    });
    const python = Number(readFileSync(note, 'utf8'));
    expect(isThere(python)).toBe(true);
    // What terminals and batch systems send to all is not for it.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.kill(python, signal);
    await setTimeout(100);
    expect(isThere(python)).toBe(true);
    parent.kill('SIGKILL');
    while (isThere(python)) await setTimeout(20);
  },
);
