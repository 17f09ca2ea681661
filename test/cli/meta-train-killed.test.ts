import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { interrupted, rlBench, started, temporaryFolder } from './command.ts';
import { ask } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';
import { patience } from './killed-after.ts';
import { until, workersOf } from './terminal.ts';
import { tinyMetaTraining } from './tiny-meta-training.ts';

/** Generations enough to be stopped in the middle of. */
const long = tinyMetaTraining.map((word, index) =>
  tinyMetaTraining[index - 1] === '--generations' ? '4' : word,
);

const weightsIn = (folder: string) => readFileSync(join(folder, 'adafaclo.safetensors'));

function generations(folder: string): number {
  try {
    return ask(folder, 'select count(*) from meta_generations')[0] as number;
  } catch {
    return 0;
  }
}

const rows =
  'select mean_fitness || theta_norm || gradient_norm || sigma from meta_generations order by generation';

test.skipIf(process.platform !== 'linux')('all generations are trained by the same workers', async () => {
  const folder = temporaryFolder();
  const child = started(folder, [...long, '--workers', '2', '--quiet']);
  const seen = new Set<number>();
  let hasEnded = false;
  void child.end.then(() => {
    hasEnded = true;
  });
  await until(() => {
    for (const pid of workersOf(child.pid)) seen.add(pid);
    return hasEnded;
  }, patience);
  expect(await child.end).toBe(0);
  expect(generations(folder)).toBe(4);
  expect(seen.size).toBe(2);
});

const persistent = ['--strategy', 'pes', '--truncations', '3'];

test.each([
  ['candidates of one generation', long],
  ['candidates that live on', [...long, ...persistent]],
] as const)(
  'a meta-training that was killed, and stopped by Ctrl-C, goes on to the same file byte for byte: %s',
  async (_what, long) => {
    const undisturbed = temporaryFolder();
    const { status, stderr } = await rlBenchHere(undisturbed, ...long, '--quiet');
    expect(status, stderr).toBe(0);

    const folder = temporaryFolder();
    const child = started(folder, long);
    expect(await until(() => generations(folder) >= 1, patience)).toBe(true);
    child.kill('SIGKILL');
    expect(await child.end).toBeNull();
    expect(generations(folder)).toBeLessThan(4);

    const wished = await interrupted(folder, 'SIGINT', [...long, '--resume']);
    expect(wished.code, wished.stderr).toBe(130);
    expect(wished.stderr).not.toContain('rl-bench: rl-bench:');
    expect(wished.stderr).toMatch(
      /stopped after generation \d of 4; the same command with --resume goes on from there\n$/,
    );

    const resumed = rlBench(folder, ...long, '--resume', '--workers', '2', '--quiet');
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(weightsIn(folder)).toEqual(weightsIn(undisturbed));
    expect(ask(folder, rows)).toEqual(ask(undisturbed, rows));
  },
);
