import { join } from 'node:path';
import { headersFolder, nodeGyp, npmFolder } from '../../node-gyp.js';
import { UsageError } from '../errors.ts';
import { onPath } from '../on-path.ts';
import { runTool } from './run-tool.ts';

/** What the binding is fetched and compiled with. */
export interface Tools {
  /** Files. */
  readonly npm: string;
  readonly nodeGyp: string;
  readonly python: string;
  /** A folder whose `include/node` has the headers. */
  readonly headers: string;
}

/** Finds what every setup needs. @throws UsageError naming the first thing that is missing. */
export async function findTools(): Promise<Tools> {
  const npm = npmFolder();
  const gyp = nodeGyp();
  if (npm === undefined || gyp === undefined) {
    throw new UsageError(`npm and its node-gyp were not found beside ${process.execPath}; install npm`);
  }
  const headers = headersFolder();
  if (headers === undefined) {
    throw new UsageError(
      `Node's headers (include/node) are not beside ${process.execPath}; name the folder that has them with npm_config_nodedir`,
    );
  }
  const python = onPath('python3') ?? onPath('python');
  if (python === undefined) {
    throw new UsageError(
      'there is no python3, with which node-gyp compiles (Debian, Ubuntu: apt install python3)',
    );
  }
  if (!(await runTool(python, ['-c', 'import sys; assert sys.version_info >= (3, 8)'])).ok) {
    throw new UsageError(`${python} does not run or is older than Python 3.8, which node-gyp needs`);
  }
  const compiler = process.env.CXX ?? 'g++';
  for (const tool of ['make', compiler]) {
    // A compiler may be named with options behind it.
    if (onPath(tool.split(' ')[0]!) === undefined) {
      throw new UsageError(
        `there is no ${tool}, with which the binding is compiled (Debian, Ubuntu: apt install build-essential)`,
      );
    }
  }
  return { npm: join(npm, 'bin', 'npm-cli.js'), nodeGyp: gyp, python, headers };
}

/** @throws UsageError where Python has no pip. */
export async function checkPip(python: string): Promise<void> {
  if ((await runTool(python, ['-m', 'pip', '--version'])).ok) return;
  throw new UsageError(
    `${python} has no pip, which fetches and unpacks TensorFlow (Debian, Ubuntu: apt install python3-pip)`,
  );
}
