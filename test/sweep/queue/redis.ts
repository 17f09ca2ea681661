import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

const program = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);

/** Why there is no Redis here; undefined where there is one. */
export const noRedis: string | undefined =
  program === undefined ? 'skipped: there is no redis-server (apt-get install redis-server)' : undefined;
if (noRedis) console.log(noRedis);

/** Why there is none with TLS. One that was built without takes its port for a word that it does not know. */
export const noTls: string | undefined = noRedis ?? lackOfTls();
if (noTls && noTls !== noRedis) console.log(noTls);

function lackOfTls(): string | undefined {
  // It refuses the second port in any case, and does not start.
  const { stderr } = spawnSync(program!, ['--tls-port', '0', '--port', 'none'], { encoding: 'utf8' });
  if (stderr.includes('tls-port')) return `skipped: ${program} was built without TLS`;
  const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
  return hasOpenssl ? undefined : 'skipped: there is no openssl to make a certificate with';
}

/** A Redis of a test's own. */
export interface OwnRedis {
  readonly port: number;
  readonly url: string;
  /** Kills it, with all that it knows. */
  kill(): Promise<void>;
  /** Starts it again, on the same port, empty. */
  start(): Promise<void>;
  /** What one of its commands answers. */
  ask(...words: readonly string[]): string;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts a Redis that writes nothing to the disk and listens on this machine alone; it ends with the test.
 *
 * @param settings more of its flags. @param before words that start it, as `ip netns exec NAME`.
 */
export async function ownRedis(
  settings: readonly string[] = [],
  {
    before = [],
    host = '127.0.0.1',
    password = '',
  }: { before?: readonly string[]; host?: string; password?: string } = {},
): Promise<OwnRedis> {
  const port = await freePort();
  const words = ['--port', String(port), '--bind', host, '--save', '', '--appendonly', 'no', '--dir', '/tmp'];
  const auth = password === '' ? [] : ['--no-auth-warning', '-a', password];
  const client = program!.replace('server', 'cli');
  let child: ChildProcess | undefined;
  const ask = (...command: readonly string[]): string => {
    const line = [...before, client, '-h', host, '-p', String(port), ...auth, ...command];
    return spawnSync(line[0]!, line.slice(1), { encoding: 'utf8' }).stdout.trim();
  };
  const start = async (): Promise<void> => {
    const line = [
      ...before,
      program!,
      ...words,
      ...(password === '' ? [] : ['--requirepass', password]),
      ...settings,
    ];
    child = spawn(line[0]!, line.slice(1), { stdio: 'ignore' });
    for (let tries = 0; ask('ping') !== 'PONG'; tries++) {
      if (tries > 100) throw new Error(`${line.join(' ')} does not answer`);
      await wait(50);
    }
  };
  const kill = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  };
  await start();
  onTestFinished(kill);
  return { port, url: `redis://${password === '' ? '' : `:${password}@`}${host}:${port}`, kill, start, ask };
}
