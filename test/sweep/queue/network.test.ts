import { spawn, spawnSync } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { cli, rlBench, temporaryFolder } from '../../cli/command.ts';
import { ask, contents } from '../../cli/contents.ts';
import { isWhole, seen, trains } from './agents-at-work.ts';
import { noRedis, ownRedis } from './redis.ts';

const ip = (...words: readonly string[]): boolean => spawnSync('ip', words).status === 0;

/** Two network namespaces with a wire between them: hosts that see each other and nothing else. */
const [here, there] = [`rlb-a-${process.pid}`, `rlb-b-${process.pid}`];
const canMakeHosts = process.platform === 'linux' && ip('netns', 'add', here) && ip('netns', 'del', here);
const why = noRedis ?? (canMakeHosts ? undefined : 'skipped: network namespaces cannot be made here');
if (why && why !== noRedis) console.log(why);

function makeHosts(): void {
  for (const host of [here, there]) expect(ip('netns', 'add', host)).toBe(true);
  onTestFinished(() => {
    for (const host of [here, there]) ip('netns', 'del', host);
  });
  const wire = ['link', 'add', 'wire', 'netns', here, 'type', 'veth', 'peer', 'name', 'wire', 'netns', there];
  expect(ip(...wire)).toBe(true);
  for (const [host, address] of [
    [here, '10.77.0.1/24'],
    [there, '10.77.0.2/24'],
  ] as const) {
    expect(ip('-n', host, 'addr', 'add', address, 'dev', 'wire')).toBe(true);
    for (const device of ['lo', 'wire']) expect(ip('-n', host, 'link', 'set', device, 'up')).toBe(true);
  }
}

/** A command under way on one of the hosts; it ends with the test. */
function within(host: string, folder: string, args: readonly string[]) {
  const line = ['netns', 'exec', host, process.execPath, cli, ...args];
  const child = spawn('ip', line, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  onTestFinished(() => {
    if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL');
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const end = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { pid: child.pid!, end, stderr: () => stderr };
}

const study = [
  ...['--env', 'cartpole', '--optimizers', 'ADAM', 'SGD', 'MILO', '--seeds', '2', '--eval-episodes', '1'],
  ...['--num-envs', '2', '--num-steps', '32', '--update-epochs', '1', '--network', 'mlp(sizes=[8])'],
  ...['--total-timesteps', '19200'],
];

test.skipIf(why !== undefined)(
  'Two hosts train one study, though the wire between them is cut in the middle',
  async () => {
    const [alone, folder] = [temporaryFolder(), temporaryFolder()];
    makeHosts();
    const inHere = ['ip', 'netns', 'exec', here];
    const { url, port } = await ownRedis([], { before: inHere, host: '10.77.0.1', password: 'secret' });
    const writer = within(here, folder, [...study, '--queue', url, '--checkpoint-interval', '0']);
    const near = within(here, folder, ['agent', url, '--workers', '1']);
    const far = within(there, folder, ['agent', url, '--workers', '1']);
    // Nobody else reaches it.
    const outside = spawnSync(process.execPath, [cli, 'agents', `redis://10.77.0.1:${port}`], {
      encoding: 'utf8',
    });
    expect(outside.status).toBe(2);
    await Promise.all([near, far].map((agent) => trains(folder, agent)));
    const own = `machine like '%:${far.pid}' and status = 'running'`;
    expect(ip('-n', here, 'link', 'set', 'wire', 'down')).toBe(true);
    const expected = rlBench(alone, ...study, '--quiet', '--workers', '1');
    expect(expected.status, expected.stderr).toBe(0);
    // Its lock runs out, and the agent beside Redis takes its unit.
    await seen(folder, () => ask(folder, `select count(*) from runs where ${own}`)[0] === 0);
    expect(ip('-n', here, 'link', 'set', 'wire', 'up')).toBe(true);
    expect(await writer.end, writer.stderr()).toBe(0);
    expect(contents(folder)).toEqual(contents(alone));
    expect(isWhole(folder)).toBe(true);
  },
);
