import { type ChildProcess, fork, type StdioOptions } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../version.ts';
import { compileLater } from './compile-later.ts';

const children = new Set<ChildProcess>();

/** Of V8, for processes that train. Options that a user gives to Node come behind these, and win. */
const engineOptions = [
  // V8 collects all garbage whenever a heap has grown to about twice of what lives in it. That is little where training keeps
  // its numbers outside of V8, so it came several times a second, and functions that had been compiled went with the garbage.
  // It may grow fourfold, which is some 30 MB a process.
  '--heap-growing-percent=300',
  ...compileLater,
];

export interface ChildSettings {
  readonly args?: readonly string[];
  /** With `ipc` among them. Default: those of this process. */
  readonly stdio?: StdioOptions;
  /** Variables of its environment. Default: those of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Starts a program of ours in a process of its own. None outlives this process: however this one exits, its children are
 * killed, and where it is killed itself, they end by `endWithParent`.
 *
 * @param program as the build calls it.
 */
export function startChild(program: string, { args = [], ...settings }: ChildSettings = {}): ChildProcess {
  // First of all: what others remove at the end must not be written to any more.
  if (children.size === 0) process.prependListener('exit', killChildren);
  // Structured clones carry NaN and Infinity, which JSON does not.
  const child = fork(join(packageRoot(), 'dist', `${program}.js`), args, {
    serialization: 'advanced',
    execArgv: [...engineOptions, ...nodeOptions()],
    ...settings,
  });
  children.add(child);
  child.once('exit', () => {
    children.delete(child);
    if (children.size === 0) process.off('exit', killChildren);
  });
  return child;
}

/** Node's options that this process has, without a program that was given among them: `node --input-type=module -e …`. */
function nodeOptions(): string[] {
  const given = process.execArgv;
  const program = given.findIndex((word) => ['-e', '--eval', '-p', '--print', '-pe'].includes(word));
  const options = program < 0 ? given : given.toSpliced(program, 2);
  return options.filter((word) => !word.startsWith('--input-type'));
}

/** They ignore all other signals, and what they compute may leave them no time to do anything else. */
function killChildren(): void {
  for (const child of children) child.kill('SIGKILL');
}
