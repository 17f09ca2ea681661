import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { rlBench, temporaryFolder } from '../../cli/command.ts';
import { ask, contents } from '../../cli/contents.ts';
import { agentAt, isWhole, seen, signalAll, updatesIn, writerIn } from './agents-at-work.ts';
import { noRedis, ownRedis } from './redis.ts';

const study = (epochs: number, timesteps: number): string[] => [
  ...['--env', 'cartpole', '--optimizers', 'ADAM', 'SGD', '--seeds', '3', '--eval-episodes', '1'],
  ...['--num-envs', '2', '--num-steps', '32', '--network', 'mlp(sizes=[8])'],
  ...['--title', 'tiny', '--update-epochs', String(epochs), '--total-timesteps', String(timesteps)],
];
const short = study(1, 19_200);
/** Without a checkpoint after every update they take little time: longer ones last until somebody stops them. */
const long = study(10, 38_400);

/** What one process leaves. */
function undisturbed(args: readonly string[]): unknown {
  const folder = temporaryFolder();
  const { status, stderr } = rlBench(folder, ...args, '--quiet', '--workers', '1');
  expect(status, stderr).toBe(0);
  return contents(folder);
}

let shortOnce: unknown;

function undisturbedShort(): unknown {
  shortOnce ??= undisturbed(short);
  return shortOnce;
}

test.skipIf(noRedis !== undefined)(
  'A Redis that forgets everything in the middle loses nothing but time',
  async () => {
    const folder = temporaryFolder();
    const redis = await ownRedis();
    const writer = writerIn(folder, [...short, '--queue', redis.url, '--checkpoint-interval', '0']);
    for (let agents = 0; agents < 2; agents++) agentAt(folder, redis.url);
    await seen(folder, () => updatesIn(folder) > 50);
    await redis.kill();
    await wait(1500);
    await redis.start();
    expect(await writer.end, writer.stderr()).toBe(0);
    expect(writer.stderr()).toContain(
      `the Redis at redis://127.0.0.1:${redis.port} does not answer; this waits until it is back`,
    );
    expect(contents(folder)).toEqual(undisturbedShort());
    expect(isWhole(folder)).toBe(true);
  },
);

test.skipIf(noRedis !== undefined)(
  'A writer that is killed and started again goes on, with agents that have waited',
  async () => {
    const folder = temporaryFolder();
    const { url } = await ownRedis();
    const flags = ['--queue', url, '--checkpoint-interval', '0'];
    const writer = writerIn(folder, [...short, ...flags]);
    for (let agents = 0; agents < 2; agents++) agentAt(folder, url);
    await seen(folder, () => updatesIn(folder) > 50);
    await wait(300 * Math.random());
    signalAll(writer, 'SIGKILL');
    await writer.end;
    const again = writerIn(folder, ['resume', ...flags]);
    expect(await again.end, again.stderr()).toBe(0);
    expect(contents(folder)).toEqual(undisturbedShort());
    expect(isWhole(folder)).toBe(true);
  },
);

test.skipIf(noRedis !== undefined)(
  'Ctrl-C of the writer has agents leave off with checkpoints, and resume without a queue goes on',
  async () => {
    const folder = temporaryFolder();
    const { url } = await ownRedis();
    const writer = writerIn(folder, [...long, '--queue', url]);
    const agent = agentAt(folder, url);
    await seen(folder, () => updatesIn(folder) > 50);
    writer.kill('SIGINT');
    expect(await writer.end).toBe(130);
    expect(ask(folder, 'select count(*) from checkpoints')).not.toEqual([0]);
    agent.kill('SIGINT');
    expect(await agent.end).toBe(130);
    const { status, stderr } = rlBench(folder, 'resume', '--workers', '1', '--quiet');
    expect(status, stderr).toBe(0);
    expect(contents(folder)).toEqual(undisturbed(long));
  },
);
