import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { cli } from './command.ts';

/**
 * Why no pseudo-terminal can be opened here, undefined where one can: it takes `script` of util-linux, which is part of
 * nearly every Linux system.
 */
export const noTerminal: string | undefined =
  process.platform === 'linux' && spawnSync('script', ['--version']).stdout?.includes('util-linux')
    ? undefined
    : 'skipped: there is no util-linux script to open a pseudo-terminal with';

/** A command under way in a terminal of its own. */
export interface InTerminal {
  /** The command's process; undefined while it is being started. */
  pid(): number | undefined;
  /** Types keys, e.g. `\x03` for Ctrl-C. */
  type(keys: string): void;
  /** Closes the terminal, as closing its window does: what runs in it gets SIGHUP, and nobody reads any more. */
  hangUp(): void;
  /** All that was written to the terminal so far, control sequences included. */
  screen(): string;
  /** The command's exit code; null where the terminal was closed before. 128 + the signal's number if one ended it. */
  readonly end: Promise<number | null>;
}

/**
 * Starts `rl-bench …` in a folder, in a pseudo-terminal of 24 lines of 80 columns, where it is the foreground process.
 *
 * @param before what the shell does first, e.g. `trap '' HUP`, or puts before the command, e.g. `nohup`.
 */
export function inTerminal(folder: string, args: readonly string[], before = 'exec'): InTerminal {
  const words = [process.execPath, cli, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const line = `stty rows 24 columns 80; ${before} ${words.join(' ')}`;
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, SHELL: '/bin/sh', TERM: 'xterm-256color' },
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
  });
  // What is typed after the command has ended reaches nobody.
  child.stdin.on('error', () => {});
  return {
    pid: () => childrenOf(child.pid!)[0],
    type: (keys) => child.stdin.write(keys),
    hangUp: () => child.kill('SIGKILL'),
    screen: () => screen,
    end: new Promise((resolve) => child.on('close', resolve)),
  };
}

/** The workers that a command has started and that have not ended. */
export function workersOf(pid: number): number[] {
  return childrenOf(pid).filter((child) => {
    try {
      return /(worker|policy-measurement)\.js/.test(readFileSync(`/proc/${child}/cmdline`, 'utf8'));
    } catch {
      return false;
    }
  });
}

function childrenOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return children === '' ? [] : children.split(' ').map(Number);
  } catch {
    return [];
  }
}

/** Whether a process is there and has not ended. */
export function isAlive(pid: number): boolean {
  try {
    // The third field is the state, after a name in parentheses; Z has ended and is not waited for yet.
    return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until something is so. @returns whether it came to be so within `limit` milliseconds. */
export async function until(isSo: () => boolean, limit: number): Promise<boolean> {
  const started = performance.now();
  while (!isSo()) {
    if (performance.now() - started > limit) return false;
    await setTimeout(20);
  }
  return true;
}
