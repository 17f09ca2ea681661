import { vi } from 'vitest';
import { stopBackends } from '../../src/backends/running.ts';
import { carryOutCommandLine } from '../../src/cli/command-line.ts';
import { cli } from './command.ts';

/** What a command said, and the exit code that its process would have. */
export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Carries out `rl-bench …` of the sources in a folder, within this process. A process of its own takes about a second to
 * start, which tests of what a command says can do without.
 */
export async function rlBenchHere(folder: string, ...args: readonly string[]): Promise<Said> {
  let [stdout, stderr] = ['', ''];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk, ...rest) => {
    stdout += String(chunk);
    for (const done of rest) if (typeof done === 'function') done();
    return true;
  });
  const error = vi.spyOn(console, 'error').mockImplementation((line) => {
    stderr += `${line}\n`;
  });
  const before = { argv: process.argv, folder: process.cwd(), exitCode: process.exitCode };
  process.argv = [process.execPath, cli, ...args];
  process.exitCode = 0;
  process.chdir(folder);
  try {
    await carryOutCommandLine(args);
    return { status: Number(process.exitCode), stdout, stderr };
  } finally {
    process.chdir(before.folder);
    process.argv = before.argv;
    process.exitCode = before.exitCode;
    stopBackends();
    error.mockRestore();
    write.mockRestore();
  }
}
