import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The built command: `npm test` builds it first. */
export const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** An empty folder for one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rl-bench-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs `rl-bench …` in a folder, to its end. */
export function rlBench(folder: string, ...args: readonly string[]): SpawnSyncReturns<string> {
  return rlBenchWith({}, folder, ...args);
}

/** The same with environment variables. */
export function rlBenchWith(
  variables: Readonly<Record<string, string>>,
  folder: string,
  ...args: readonly string[]
): SpawnSyncReturns<string> {
  const env = { ...process.env, ...variables };
  return spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8', env });
}

/** A command that is under way. */
export interface Started {
  readonly pid: number;
  /** What it has said on stderr so far, once it has said anything. */
  readonly firstProgress: Promise<string>;
  /** Its exit code, null if a signal ended it. */
  readonly end: Promise<number | null>;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Starts `rl-bench …` in a folder.
 *
 * @param detached in a process group of its own.
 * @param variables of its environment, beside those of this process.
 */
export function started(
  folder: string,
  args: readonly string[],
  detached = false,
  variables: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...variables },
    detached,
  });
  let stderr = '';
  child.stderr.setEncoding('utf8');
  const firstProgress = new Promise<string>((resolve) => {
    child.stderr.on('data', (text: string) => {
      stderr += text;
      resolve(stderr);
    });
  });
  return {
    pid: child.pid!,
    firstProgress,
    end: new Promise((resolve) => child.on('close', resolve)),
    stderr: () => stderr,
    kill: (signal) => child.kill(signal),
  };
}

/** Starts `rl-bench …`, waits until it has shown its first progress, and sends it a signal. */
export async function interrupted(
  folder: string,
  signal: NodeJS.Signals,
  args: readonly string[],
): Promise<{ code: number | null; stderr: string }> {
  const child = started(folder, args);
  await child.firstProgress;
  child.kill(signal);
  const code = await child.end;
  return { code, stderr: child.stderr() };
}
