// Builds the native kernels of the simd backend with the node-gyp that npm brings. Where that fails, one line says so and
// rl-bench computes with WebAssembly, with the same results.
import { spawnSync } from 'node:child_process';
import { headersFolder, nodeGyp } from './node-gyp.js';

const minutes = 60_000;

/** @returns why nothing was built, or undefined. */
function build() {
  const tool = nodeGyp();
  if (!tool) return 'npm’s node-gyp was not found';
  const headers = headersFolder();
  if (!headers) return `there is no include/node with headers beside ${process.execPath}`;
  const { error, status, stderr } = spawnSync(
    process.execPath,
    [tool, 'rebuild', '--loglevel=error', '--jobs=max', `--nodedir=${headers}`],
    { encoding: 'utf8', timeout: 10 * minutes, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  if (error) return error.message;
  if (status === 0) return undefined;
  return (
    stderr
      .split('\n')
      .find((line) => /error|not found/i.test(line))
      ?.trim() ?? `node-gyp ended with ${status}`
  );
}

const problem = build();
if (problem)
  console.error(`native kernels were not built, so WebAssembly computes, with the same results (${problem})`);
