import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { rlBench, started, temporaryFolder } from './command.ts';
import { ask } from './contents.ts';
import { type InTerminal, inTerminal, isAlive, noTerminal, until, workersOf } from './terminal.ts';

const sweep = [
  ...['--env', 'cartpole', '--optimizers', 'ADAM', 'SGD', '--seeds', '2', '--eval-episodes', '1'],
  ...['--num-envs', '2', '--update-epochs', '1', '--network', 'mlp(sizes=[8])'],
];
/** Too few updates for a calibration to be worth it: workers begin at once. */
const long = [...sweep, '--num-steps', '2048', '--total-timesteps', '163840', '--workers'];
/** Longer than anything here takes on a busy machine, in milliseconds. */
const patience = 120_000;

const statuses = (folder: string): unknown => ask(folder, 'select distinct status from runs');
/** Of the runs that were begun, how many have no checkpoint of their last update. */
const behind = (folder: string): unknown =>
  ask(
    folder,
    `select count(*) from runs r left join checkpoints c on c.run_id = r.id
     where r.updates > 0 and c.update_index is not r.updates`,
  );

/** Whether a query finds anything, in a file that may not be there yet. */
function has(folder: string, sql: string): boolean {
  try {
    return ask(folder, sql).length > 0;
  } catch {
    return false;
  }
}

/** Waits until training shows on the screen. */
async function atWork(terminal: InTerminal, optimizers: readonly string[] = ['ADAM']): Promise<void> {
  const shown = () =>
    optimizers.every((name) => new RegExp(`${name} .* [1-9][.0-9]*k/`).test(terminal.screen()));
  expect(await until(shown, patience), terminal.screen()).toBe(true);
}

describe.skipIf(noTerminal)('a command in a terminal', () => {
  test.each(['1', '2'])(
    'Ctrl-C stops it with checkpoints, a table and a hint, workers: %s',
    async (workers) => {
      const folder = temporaryFolder();
      const terminal = inTerminal(folder, [...long, workers]);
      await atWork(terminal, workers === '1' ? ['ADAM'] : ['ADAM', 'SGD']);
      terminal.type('\x03');
      expect(await terminal.end).toBe(130);
      expect(terminal.screen()).toContain('stopping after this update; press Ctrl-C again to stop at once');
      expect(terminal.screen()).toContain('Not counted, because they did not end: 4 interrupted.');
      expect(terminal.screen()).toContain('npx rl-bench resume 1');
      expect(statuses(folder)).toEqual(['interrupted']);
      expect(behind(folder)).toEqual([0]);
    },
  );

  test('closing it stops the command with checkpoints', async () => {
    const folder = temporaryFolder();
    const terminal = inTerminal(folder, [...long, '2']);
    await atWork(terminal, ['ADAM', 'SGD']);
    const pid = terminal.pid()!;
    terminal.hangUp();
    expect(await until(() => !isAlive(pid), patience)).toBe(true);
    expect(statuses(folder)).toEqual(['interrupted']);
    expect(behind(folder)).toEqual([0]);
  });

  test('closing it does not stop what nohup started', async () => {
    const folder = temporaryFolder();
    const args = [...sweep, '--num-steps', '64', '--total-timesteps', '2048', '--workers', '2'];
    const terminal = inTerminal(folder, args, 'exec nohup');
    expect(await until(() => readIfThere(join(folder, 'nohup.out')).includes('steps'), patience)).toBe(true);
    const pid = terminal.pid()!;
    terminal.hangUp();
    expect(await until(() => !isAlive(pid), patience)).toBe(true);
    expect(statuses(folder)).toEqual(['finished']);
  });
});

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Computes an update and goes on for half a second, in which its worker reports what it has; then it makes a file of the name
 * `hung` and never comes back from the next step.
 */
const hanging = `
  import { writeFileSync } from 'node:fs';
  export default ({ makeOptimizer, optimizers, z }) => {
    const sgd = makeOptimizer('SGD');
    let first;
    const update = (gradients, state, params, context) => {
      if (context.step[0] > 16) first ??= performance.now();
      if (performance.now() - first > 500) {
        writeFileSync('hung', '');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      }
      return sgd.update(gradients, state, params, context);
    };
    optimizers.register({
      name: 'HANGING', summary: 's', source: 's', settings: z.object({}), memory: () => 0,
      create: () => ({ ...sgd, update }),
    });
  };
`;

/** Starts a command that hangs in an update of its plugin. */
async function hung(folder: string, optimizers: readonly string[], checkpointInterval = '0') {
  writeFileSync(join(folder, 'hanging.mjs'), hanging);
  // Too few updates for a calibration to be worth it, which would hang as well.
  const task = ['--env', 'cartpole', '--seeds', '1', '--eval-episodes', '1', '--total-timesteps', '327680'];
  const child = started(folder, [
    ...['--plugin', 'hanging.mjs', '--optimizers', ...optimizers, ...task, '--num-steps', '2048'],
    ...['--workers', '2', '--checkpoint-interval', checkpointInterval],
  ]);
  const updates = "select 1 from updates join runs on id = run_id where optimizer = 'HANGING'";
  const isHung = () => existsSync(join(folder, 'hung')) && has(folder, updates);
  expect(await until(isHung, patience)).toBe(true);
  return { child, workers: workersOf(child.pid) };
}

describe.skipIf(process.platform !== 'linux')('a command that hangs in an update', () => {
  test('ends at the second signal, and its worker with it', async () => {
    const folder = temporaryFolder();
    const { child, workers } = await hung(folder, ['HANGING']);
    expect(workers).toHaveLength(1);
    child.kill('SIGTERM');
    await setTimeout(1000);
    expect(isAlive(child.pid)).toBe(true);
    child.kill('SIGTERM');
    expect(await child.end).toBe(143);
    expect(await until(() => !workers.some(isAlive), 5000)).toBe(true);
    expect(ask(folder, 'select count(*) from checkpoints')).toEqual([1]);
  });

  test('ends some seconds after the first signal, and says from where it can go on', async () => {
    const folder = temporaryFolder();
    const { child } = await hung(folder, ['HANGING'], '10000');
    const asked = performance.now();
    child.kill('SIGTERM');
    expect(await until(() => child.stderr().includes('stopping after this update'), patience)).toBe(true);
    expect(await child.end).toBe(143);
    expect(performance.now() - asked).toBeLessThan(30_000);
    expect(child.stderr()).toMatch(
      /HANGING was stopped after update \d+, in the next; resume goes on from the beginning/,
    );
    expect(statuses(folder)).toEqual(['interrupted']);
  });

  test('leaves no worker behind when it is killed', async () => {
    const { child, workers } = await hung(temporaryFolder(), ['HANGING', 'ADAM']);
    expect(workers).toHaveLength(2);
    child.kill('SIGKILL');
    await child.end;
    expect(await until(() => !workers.some(isAlive), 5000)).toBe(true);
  });
});

/** SGD that never comes back once there is a file of the name `hang`; then it makes one of the name `hung`. */
const hangingLater = `
  import { existsSync, writeFileSync } from 'node:fs';
  export default ({ makeOptimizer, optimizers, z }) => {
    const sgd = makeOptimizer('SGD');
    const update = (gradients, state, params, context) => {
      if (existsSync('hang')) {
        writeFileSync('hung', '');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      }
      return sgd.update(gradients, state, params, context);
    };
    optimizers.register({
      name: 'HANGING', summary: 's', source: 's', settings: z.object({}), memory: () => 0,
      create: () => ({ ...sgd, update }),
    });
  };
`;

test.skipIf(process.platform !== 'linux').each([[['verify', '1']], [['loss-map', '--policy', '1']]])(
  '%s of a run whose plugin hangs answers the first Ctrl-C, ends at the second and leaves nothing behind',
  async (command) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'plugin.mjs'), hangingLater);
    const task = ['--env', 'cartpole', '--optimizers', 'HANGING', '--seeds', '1', '--eval-episodes', '1'];
    const size = ['--total-timesteps', '128', '--num-envs', '2', '--num-steps', '32', '--quiet'];
    expect(rlBench(folder, '--plugin', 'plugin.mjs', ...task, ...size).status).toBe(0);
    writeFileSync(join(folder, 'hang'), '');
    mkdirSync(join(folder, 'temporary'));
    const inFolder = { TMPDIR: join(folder, 'temporary') };
    const child = started(folder, [...command, '--plugin', 'plugin.mjs'], false, inFolder);
    expect(await until(() => existsSync(join(folder, 'hung')), patience)).toBe(true);
    const workers = workersOf(child.pid);
    expect(workers).toHaveLength(1);
    expect(readdirSync(join(folder, 'temporary'))).toEqual([expect.stringContaining('rl-bench-verify-')]);
    child.kill('SIGINT');
    expect(await until(() => child.stderr().includes('press Ctrl-C again'), patience)).toBe(true);
    await setTimeout(300);
    child.kill('SIGINT');
    expect(await child.end).toBe(130);
    expect(await until(() => !workers.some(isAlive), 5000)).toBe(true);
    expect(readdirSync(join(folder, 'temporary'))).toEqual([]);
  },
);

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends a command in the middle of an update that would take minutes',
  async (signal) => {
    const folder = temporaryFolder();
    const task = ['--env', 'cartpole', '--optimizers', 'ADAM', '--seeds', '1', '--eval-episodes', '1'];
    // 640,000 minibatches, none of which takes less than a tenth of a millisecond.
    const size = [
      '--num-envs',
      '2',
      '--num-steps',
      '64',
      '--num-minibatches',
      '64',
      '--update-epochs',
      '10000',
    ];
    const child = started(folder, [...task, ...size, '--total-timesteps', '12800', '--workers', '1']);
    expect(await until(() => has(folder, 'select 1 from evaluations'), patience)).toBe(true);
    await setTimeout(500);
    const asked = performance.now();
    child.kill(signal);
    expect(await child.end).toBe({ SIGINT: 130, SIGTERM: 143 }[signal]);
    expect(performance.now() - asked).toBeLessThan(30_000);
    expect(statuses(folder)).toEqual(['interrupted']);
    expect(ask(folder, 'select count(*) from updates')).toEqual([0]);
  },
);

test.skipIf(process.platform === 'win32')(
  'SIGTERM to all processes of a command, as timeout sends it, leaves checkpoints of what the workers train',
  async () => {
    const folder = temporaryFolder();
    const child = started(folder, [...long, '2'], true);
    await child.firstProgress;
    // First to the command alone, then to the group that it is in.
    process.kill(child.pid, 'SIGTERM');
    process.kill(-child.pid, 'SIGTERM');
    expect(await child.end).toBe(143);
    expect(statuses(folder)).toEqual(['interrupted']);
    expect(behind(folder)).toEqual([0]);
  },
);
