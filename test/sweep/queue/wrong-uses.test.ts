import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { redisAddress } from '../../../src/sweep/queue/address.ts';
import { queuePackages } from '../../../src/sweep/queue/packages.ts';
import { temporaryFolder } from '../../cli/command.ts';
import { rlBenchHere } from '../../cli/in-this-process.ts';
import { freePort, noRedis, ownRedis } from './redis.ts';

const sweep = ['sweep', 'quick', '--quiet'];

/** What a command says that is refused. */
async function refused(...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await rlBenchHere(temporaryFolder(), ...args);
  expect([status, stdout, stderr.split('\n').length], stderr).toEqual([2, '', 2]);
  return stderr.replace('rl-bench: ', '').trimEnd();
}

test.each<[string, readonly string[], RegExp]>([
  ['an agent without a queue', ['agent'], /^agent of which queue\? try: rl-bench agent redis:\/\/localhost$/],
  [
    'agents without a queue',
    ['agents'],
    /^agents of which queue\? try: rl-bench agents redis:\/\/localhost$/,
  ],
  [
    'a host without redis://',
    ['agent', 'node-1'],
    /^a queue is named by the address of a Redis, .*, given "node-1"$/,
  ],
  ['another protocol', [...sweep, '--queue', 'https://user:secret@host'], /, given https:\/\/…$/],
  ['no host', ['agent', 'redis://'], /^the address of a Redis names a host: /],
  [
    'a database without a number',
    ['agent', 'redis://host/study'],
    /is the number of a database, .* given "study"$/,
  ],
  [
    'no workers',
    ['agent', 'redis://localhost', '--workers', '0'],
    /^--workers must be integer \(> 0\), given 0$/,
  ],
  ['an audit without a queue', [...sweep, '--audit', '0.01'], /^--audit .* needs --queue redis:\/\/host$/],
  [
    'an audit of more than all',
    [...sweep, '--queue', 'redis://h', '--audit', '2'],
    /^--audit is a share .* given 2$/,
  ],
  [
    'an audit that is no number',
    [...sweep, '--queue', 'redis://h', '--audit', 'x'],
    /^--audit is a share .* given x$/,
  ],
  [
    'a host that there is not',
    ['agent', 'redis://no-such-host.invalid'],
    /^no queue at redis:\/\/no-such-host\.invalid: there is no host of that name$/,
  ],
])('%s is refused in one line', async (_, args, line) => {
  const said = await refused(...args);
  expect(said).toMatch(line);
  expect(said).not.toContain('secret');
});

test('a port where nothing listens is refused in one line, by agents, sweeps and resume, and no file is made', async () => {
  const url = `redis://127.0.0.1:${await freePort()}`;
  const line = `no queue at ${url}: nothing listens there; start redis-server or valkey-server first`;
  expect(await refused('agent', url)).toBe(line);
  expect(await refused('agents', url)).toBe(line);
  expect(await refused(...sweep, '--queue', url)).toBe(line);
});

test('packages that are not installed are one line', () => {
  const absent = (name: string): never => {
    throw new Error(`Cannot find module '${name}'\nRequire stack:\n- /somewhere/cli.js`);
  };
  expect(() => queuePackages(absent)).toThrow(
    "queues need the packages bullmq and ioredis: Cannot find module 'bullmq'; run npm install bullmq ioredis",
  );
});

test('addresses keep what is theirs', () => {
  for (const address of ['redis://host', 'redis://:p%40ss@host:1/2', 'rediss://user:p@[::1]:6380']) {
    expect(redisAddress(address)).toBe(address);
  }
});

test.skipIf(noRedis !== undefined)('a Redis that asks for a password is told of without it', async () => {
  const { port, url } = await ownRedis([], { password: 'right-one' });
  const bare = `redis://127.0.0.1:${port}`;
  expect(await refused('agent', bare)).toBe(
    `no queue at ${bare}: it asks for a password; name it as in redis://:password@host`,
  );
  const wrong = await refused(...sweep, '--queue', url.replace('right-one', 'wrong-one'));
  expect(wrong).toBe(`no queue at ${bare}: it refuses the user or the password of the address`);
  const { status, stdout } = await rlBenchHere(temporaryFolder(), 'agents', url);
  expect([status, stdout]).toEqual([0, `nobody is at the queue at ${bare}\n`]);
});

test.skipIf(noRedis !== undefined)('a Redis that speaks no TLS, or may forget keys, is refused', async () => {
  const { port, url, ask } = await ownRedis();
  expect(await refused('agent', `rediss://127.0.0.1:${port}`)).toMatch(
    /: it does not answer, or not with TLS, as rediss:\/\/ asks for$/,
  );
  ask('config', 'set', 'maxmemory-policy', 'allkeys-lru');
  expect(await refused('agent', url)).toMatch(/drops keys when it is full .* set it to noeviction$/);
});

test.skipIf(noRedis !== undefined)('an agent of another version than the sweep is refused', async () => {
  const { url, ask } = await ownRedis();
  const writer = { token: 'x', title: 'study', host: 'node-1', pid: 7, version: '9.9.9', open: 3 };
  ask('set', 'rl-bench:writer:0123456789abcdef', JSON.stringify(writer));
  expect(await refused('agent', url)).toMatch(
    /is of rl-bench 9\.9\.9, and this is .*; install the same version$/,
  );
  const { stdout } = await rlBenchHere(temporaryFolder(), 'agents', url);
  expect(stdout).toBe('sweep study on node-1:7, 3 units left, rl-bench 9.9.9\n');
});

test.skipIf(noRedis !== undefined)(
  'a sweep with a plugin is refused: its file is on this machine alone',
  async () => {
    const { url } = await ownRedis();
    const folder = temporaryFolder();
    const plugin = join(folder, 'empty.mjs');
    writeFileSync(plugin, 'export default () => {};');
    const said = await refused(...sweep, '--queue', url, '--plugin', plugin);
    expect(said).toMatch(
      /^agents run no plugins \(.*empty\.mjs\), which are files of this machine; drop --queue, or the plugin$/,
    );
  },
);
