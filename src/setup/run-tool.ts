import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { RunError } from '../errors.ts';

const running = new Set<ChildProcess>();

export interface ToolSettings {
  readonly cwd?: string;
  /** Variables of its environment, beside those of this process. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Ends it, and all that it has started. */
  readonly signal?: AbortSignal | undefined;
  /** Told every line that it writes. */
  readonly onLine?: (line: string) => void;
}

/** How a program ended. */
export interface ToolAnswer {
  readonly ok: boolean;
  /** What it wrote to stdout and stderr, line by line. */
  readonly lines: readonly string[];
}

/**
 * Runs a program to its end, in a process group of its own, so that stopping it stops its compilers and downloads too.
 *
 * @throws RunError if it cannot be started, and the signal's reason if it was told to stop.
 */
export function runTool(
  program: string,
  args: readonly string[],
  { cwd, variables = {}, signal, onLine }: ToolSettings = {},
): Promise<ToolAnswer> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    if (running.size === 0) process.prependListener('exit', endAll);
    const child = spawn(program, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    running.add(child);
    const stop = (): void => endGroup(child);
    signal?.addEventListener('abort', stop);
    const lines: string[] = [];
    const hear = (stream: Readable): void => {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        onLine?.(line);
      });
    };
    hear(child.stdout);
    hear(child.stderr);
    const ended = (): void => {
      running.delete(child);
      if (running.size === 0) process.off('exit', endAll);
      signal?.removeEventListener('abort', stop);
    };
    child.on('error', ({ message }) => {
      ended();
      reject(new RunError(`${program} cannot be started: ${message}`));
    });
    child.on('close', (code) => {
      ended();
      if (signal?.aborted) reject(signal.reason);
      else resolve({ ok: code === 0, lines });
    });
  });
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

function endAll(): void {
  for (const child of running) endGroup(child);
}
