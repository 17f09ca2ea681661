// Builds the native kernels of the simd backend with the node-gyp that npm brings. Where that fails, one line says so and
// rl-bench computes with WebAssembly, with the same results.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const minutes = 60_000;

/** npm tells its scripts where its node-gyp is; without npm it is looked for beside Node. */
function nodeGyp() {
  const places = [
    process.env.npm_config_node_gyp,
    process.env.npm_execpath &&
      join(dirname(process.env.npm_execpath), '../node_modules/node-gyp/bin/node-gyp.js'),
    join(dirname(process.execPath), '../lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js'),
    join(dirname(process.execPath), 'node_modules/npm/node_modules/node-gyp/bin/node-gyp.js'),
  ];
  return places.find((place) => place && existsSync(place));
}

/** Where the headers are that came with Node, if they did: none are downloaded. */
function headersFolder() {
  const folders = [process.env.npm_config_nodedir, dirname(dirname(process.execPath))];
  return folders.find((folder) => folder && existsSync(join(folder, 'include/node/node_api.h')));
}

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
