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
 * start, which tests of what a command says, computes and writes can do without. Plugins stay registered: what loads one
 * is a matter for `rlBench`.
 */
export function rlBenchHere(folder: string, ...args: readonly string[]): Promise<Said> {
  return rlBenchHereWith({}, folder, ...args);
}

/** The same with environment variables. */
export async function rlBenchHereWith(
  variables: Readonly<Record<string, string>>,
  folder: string,
  ...args: readonly string[]
): Promise<Said> {
  let [stdout, stderr] = ['', ''];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk, ...rest) => {
      stdout += String(chunk);
      for (const done of rest) if (typeof done === 'function') done();
      return true;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      stderr += String(chunk);
      return true;
    }),
    vi.spyOn(console, 'log').mockImplementation((line) => {
      stdout += `${line}\n`;
    }),
    vi.spyOn(console, 'error').mockImplementation((line) => {
      stderr += `${line}\n`;
    }),
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Exit(Number(code ?? 0));
    }),
  ];
  const before = { argv: process.argv, folder: process.cwd(), exitCode: process.exitCode };
  process.argv = [process.execPath, cli, ...args];
  process.exitCode = 0;
  process.chdir(folder);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  try {
    await carryOutCommandLine(args);
    return { status: Number(process.exitCode), stdout, stderr };
  } catch (error) {
    if (error instanceof Exit) return { status: error.code, stdout, stderr };
    throw error;
  } finally {
    vi.unstubAllEnvs();
    process.chdir(before.folder);
    process.argv = before.argv;
    process.exitCode = before.exitCode;
    stopBackends();
    for (const spy of spies) spy.mockRestore();
  }
}

/** Thrown where a command ends its process, as `--help` does. */
class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`ended with exit code ${code}`);
    this.code = code;
  }
}
