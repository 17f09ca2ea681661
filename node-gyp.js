// Where npm, its node-gyp and Node's headers are, for all that is compiled here.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** npm tells its scripts where it is; without it npm is looked for beside Node. */
export function npmFolder() {
  const places = [
    process.env.npm_execpath && join(dirname(process.env.npm_execpath), '..'),
    join(dirname(process.execPath), '../lib/node_modules/npm'),
    join(dirname(process.execPath), 'node_modules/npm'),
  ];
  return places.find((place) => place && existsSync(join(place, 'bin/npm-cli.js')));
}

export function nodeGyp() {
  const npm = npmFolder();
  const places = [process.env.npm_config_node_gyp, npm && join(npm, 'node_modules/node-gyp/bin/node-gyp.js')];
  return places.find((place) => place && existsSync(place));
}

/** Where the headers are that came with Node, if they did: none are downloaded. */
export function headersFolder() {
  const folders = [process.env.npm_config_nodedir, dirname(dirname(process.execPath))];
  return folders.find((folder) => folder && existsSync(join(folder, 'include/node/node_api.h')));
}
