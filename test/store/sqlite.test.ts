import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { loadSqlite, type NodeVersions, openDatabase, sqlitePackage } from '../../src/store/sqlite.ts';

const node20 = { node: '20.19.0', napi: '9' };
const node24 = { node: '24.19.0', napi: '10' };

/** `require` where nothing works. */
function failing(message: string): (name: string) => never {
  return (name) => {
    throw new Error(message.replace('NAME', name));
  };
}

test.each<NodeVersions>([node24, { node: '22.14.0', napi: '10' }, { node: '26.0.0', napi: '11' }])(
  'Node $node takes the SQLite that brings its binaries',
  (versions) => {
    expect(sqlitePackage(versions)).toBe('better-sqlite3');
  },
);

test('Node 20 takes the one that was compiled for it', () => {
  expect(sqlitePackage(node20)).toBe('better-sqlite3-12');
});

test.each<NodeVersions>([
  { node: '22.0.0', napi: '9' },
  { node: '22.13.1', napi: '9' },
  { node: '23.5.0', napi: '9' },
  { node: '18.20.0', napi: '9' },
])('in Node $node there is none, and one line says what to use', (versions) => {
  expect(() => sqlitePackage(versions)).toThrow(UsageError);
  expect(() => sqlitePackage(versions)).toThrow(
    `no SQLite runs in Node ${versions.node}, so results files cannot be opened; use Node 22.14 or later, or 20.19`,
  );
});

test.each([
  [
    node20,
    /^SQLite \(better-sqlite3-12\) does not load in Node 20\.19\.0: .*; run npm ci .* C\+\+ compiler; .*$/,
  ],
  [
    node24,
    /^SQLite \(better-sqlite3\) does not load in Node 24\.19\.0: .*; run npm ci .* node-gyp rebuild .*$/,
  ],
])('where it is not installed, one line says what is missing and what to do (%o)', (versions, line) => {
  const absent = failing("Cannot find module 'NAME'\nRequire stack:\n- /somewhere/cli.js");
  expect(() => loadSqlite(versions, absent)).toThrow(UsageError);
  expect(() => loadSqlite(versions, absent)).toThrow(line);
});

test('a binary of another Node is found out before a file is opened', () => {
  const foreign = () =>
    class {
      constructor() {
        throw new Error(
          'The module was compiled against another Node using\nNODE_MODULE_VERSION 115. This one\nasks',
        );
      }
    };
  expect(() => loadSqlite(node24, foreign)).toThrow(
    /does not load .*: The module was .* using NODE_MODULE_VERSION 115; run npm ci/,
  );
});

test('the one of this Node opens files', () => {
  const db = openDatabase(':memory:');
  expect(db.prepare('select 1 + 1').pluck().get()).toBe(2);
  db.close();
});

test('npm is kept from building what is not used: the lock file says so, which npm install forgets', () => {
  const { packages } = JSON.parse(readFileSync(resolve('package-lock.json'), 'utf8'));
  // npm builds what has a binding.gyp unless this says no. The build would need Python and a compiler, and fail silently.
  expect(packages['node_modules/better-sqlite3'].gypfile).toBe(false);
  // Only for the Node that needs it: others would compile it for nothing.
  expect(packages['node_modules/better-sqlite3-12'].engines.node).toBe('20.x');
});
