import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { rlBench, temporaryFolder } from '../../cli/command.ts';
import { ask, contents } from '../../cli/contents.ts';
import { agentAt, isWhole, seen, signalAll, trains, writerIn } from './agents-at-work.ts';
import { noRedis, ownRedis } from './redis.ts';

const quick = [
  '--config',
  'quick',
  '--total-timesteps',
  '8192',
  '--evaluations',
  '2',
  '--eval-episodes',
  '1',
];

test.skipIf(noRedis !== undefined)(
  'A study by three agents, of which one is killed and one stands still until its unit is another one’s, is that of one process',
  async () => {
    const [alone, folder] = [temporaryFolder(), temporaryFolder()];
    const { url, ask: redis } = await ownRedis();
    const writer = writerIn(folder, [...quick, '--queue', url, '--checkpoint-interval', '0']);
    const [killed, stopped, last] = [1, 2, 3].map(() => agentAt(folder, url)) as [Agent, Agent, Agent];
    await Promise.all([killed, stopped, last].map((agent) => trains(folder, agent)));
    await wait(1000 * Math.random());
    signalAll(killed, 'SIGKILL');
    signalAll(stopped, 'SIGSTOP');
    const own = `machine like '%:${stopped.pid}' and status = 'running'`;
    expect(ask(folder, `select count(*) from runs where ${own}`)).not.toEqual([0]);
    const here = rlBench(alone, ...quick, '--quiet', '--workers', '1');
    expect(here.status, here.stderr).toBe(0);
    await seen(folder, () => ask(folder, `select count(*) from runs where ${own}`)[0] === 0);
    signalAll(stopped, 'SIGCONT');
    expect(await writer.end, writer.stderr()).toBe(0);
    expect(contents(folder)).toEqual(contents(alone));
    expect(isWhole(folder)).toBe(true);
    // Nothing of the experiment is left in Redis.
    expect(redis('keys', 'rl-bench:mail:*')).toBe('');
    expect(redis('keys', 'rl-bench:owners:*')).toBe('');
    expect(redis('keys', 'rl-bench:*:wait')).toBe('');
  },
);

type Agent = ReturnType<typeof agentAt>;
