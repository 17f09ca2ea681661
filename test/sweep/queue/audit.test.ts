import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/store/sqlite.ts';
import { isAudited } from '../../../src/sweep/run/audit.ts';
import { temporaryFolder } from '../../cli/command.ts';
import { ask, contents, database } from '../../cli/contents.ts';
import { agentAt, seen, updatesIn, writerIn } from './agents-at-work.ts';
import { noRedis, ownRedis } from './redis.ts';

const study = [
  ...['--env', 'cartpole', '--optimizers', 'ADAM', 'SGD', '--seeds', '2', '--eval-episodes', '1'],
  ...['--num-envs', '2', '--num-steps', '32', '--update-epochs', '1', '--network', 'mlp(sizes=[8])'],
];

test('the same units are chosen everywhere, about as many as are asked for', () => {
  const units = Array.from({ length: 4096 }, (_, place) => ({
    id: ((place * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0').padEnd(64, '5'),
  }));
  const chosen = (share: number) => units.filter((unit) => isAudited(unit, share)).length;
  expect([chosen(0), chosen(1)]).toEqual([0, 4096]);
  expect(Math.abs(chosen(0.01) - 41)).toBeLessThan(8);
});

test.skipIf(noRedis !== undefined)(
  'An audit trains units again by another agent, and names both where a number differs',
  async () => {
    const folder = temporaryFolder();
    const { url } = await ownRedis();
    const agents = [agentAt(folder, url), agentAt(folder, url)];
    const writer = writerIn(folder, [...study, '--total-timesteps', '1280', '--queue', url, '--audit', '1']);
    expect(await writer.end, writer.stderr()).toBe(0);
    expect(writer.stderr()).toMatch(/4 units of experiment 1 are trained again by other agents/);
    expect(writer.stderr()).toMatch(/4 units trained again: [\d,]+ rows, all the same/);
    const before = contents(folder);
    const db = openDatabase(join(folder, database));
    db.exec('update updates set policy_loss = 17 where run_id = 1 and update_index = 3');
    db.close();
    const again = writerIn(folder, ['resume', '1', '--queue', url, '--audit', '1']);
    expect(await again.end).toBe(1);
    const names = agents.map(({ pid }) => `\\S+:${pid}`).join('|');
    expect(again.stderr()).toMatch(
      new RegExp(
        `run 1 of unit [0-9a-f]{12} is not the same by (${names}) and by (${names}): row 2 of updates: policy_loss was 17, is `,
      ),
    );
    const [, one, other] = /by (\S+:\d+) and by (\S+:\d+):/.exec(again.stderr())!;
    expect(one).not.toBe(other);
    expect(ask(folder, 'select count(*) from experiments')).toEqual([1]);
    expect(contents(folder).evaluations).toEqual(before.evaluations);
  },
);

test.skipIf(noRedis !== undefined)(
  'A unit begins again where functions of the engine put out other bits',
  async () => {
    const folder = temporaryFolder();
    const { url } = await ownRedis();
    const first = agentAt(folder, url);
    const flags = ['--total-timesteps', '19200', '--queue', url, '--checkpoint-interval', '0'];
    const writer = writerIn(folder, [...study, ...flags]);
    await seen(folder, () => updatesIn(folder) > 30);
    first.kill('SIGINT');
    expect(await first.end).toBe(130);
    // Nothing here computes cube roots: the results are the same, and only the fingerprint tells.
    const other =
      'data:text/javascript,const { cbrt } = Math; Math.cbrt = (x) => cbrt(x) * (1 + Number.EPSILON);';
    agentAt(folder, url, { NODE_OPTIONS: `--import="${other}"` });
    expect(await writer.end, writer.stderr()).toBe(0);
    expect(writer.stderr()).toMatch(
      /runs? .*cannot go on to the same bits on \S+ \(functions of another JavaScript engine\), and begins? again there/,
    );
    const bits = ask(folder, "select distinct bits_json ->> 'host_functions' from runs") as string[];
    expect(bits.length).toBeGreaterThan(0);
  },
);
