import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareExperiment, sentences } from '../../src/report/compare/index.ts';
import { openReadonly, openStore } from '../../src/store/index.ts';
import { seeds } from '../report/compare/made-experiment.ts';
import { addExperiment, type Made } from '../store/made-runs.ts';
import { rlBench, temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';

const six = [10, 20, 30, 40, 50, 60];

const better = six.map((score) => score + 3);

/** A folder whose results file holds an experiment of these runs. */
function folderWith(...runs: readonly (readonly Made[])[]): string {
  const folder = temporaryFolder();
  const store = openStore(join(folder, 'runs/rl-bench.sqlite'));
  addExperiment(store, runs.flat());
  store.close();
  return folder;
}

describe('rl-bench compare', () => {
  test('--json prints the comparison and its sentences', () => {
    const folder = folderWith(seeds('SGD', six), seeds('ADAM', better));
    const { stdout, stderr, status } = rlBench(folder, 'compare', '--json');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const answer = JSON.parse(stdout);
    expect(answer.tasks[0].pairs).toEqual([
      {
        env: 'cartpole',
        agent: 'ppo',
        a: 'ADAM',
        b: 'SGD',
        seedsA: 6,
        seedsB: 6,
        paired: true,
        effect: { kind: 'difference', value: 3, interval: [expect.closeTo(3, 12), expect.closeTo(3, 12)] },
        probabilityOfImprovement: 21 / 36,
        cliffsDelta: 2 * (21 / 36) - 1,
        test: 'paired sign-flip permutation test, exact',
        p: 2 / 64,
        pAdjusted: 2 / 64,
        significant: true,
        seedsNeeded: 6,
      },
    ]);
    const db = openReadonly(join(folder, 'runs/rl-bench.sqlite'));
    const comparison = compareExperiment(db);
    db.close();
    expect(answer).toEqual(JSON.parse(JSON.stringify({ ...comparison, sentences: sentences(comparison) })));
  });

  test('takes names, a metric, a test and a correction', async () => {
    const folder = folderWith(seeds('SGD', six), seeds('ADAM', better), seeds('LION', six));
    const flags = ['--metric', 'steps_to_threshold', '--test', 'mann-whitney', '--correction', 'none'];
    const { stdout } = await rlBenchHere(folder, 'compare', 'adam', 'lion', ...flags, '--json');
    const { metric, correction, tasks } = JSON.parse(stdout);
    expect({ metric, correction }).toEqual({ metric: 'steps_to_threshold', correction: 'none' });
    expect(tasks[0].pairs).toHaveLength(1);
    expect(tasks[0].pairs[0]).toMatchObject({
      a: 'ADAM',
      b: 'LION',
      test: expect.stringMatching(/Mann-Whitney/),
    });
  });

  test('--budget prints who is ahead after how many trials, in every format', async () => {
    const rates = [0.1, 0.2].flatMap((learningRate) => seeds('SGD', six, { learningRate }));
    const folder = folderWith(rates, seeds('ADAM', better));
    const printed = async (...flags: string[]) =>
      (await rlBenchHere(folder, 'compare', '--budget', ...flags)).stdout;
    expect(await printed()).toContain('ADAM            1   1      6  38.0 [24.7, 51.3]');
    expect(await printed('--markdown')).toContain('| ADAM | 1 | 1 | 6 | 38.0 \\[24.7, 51.3\\] |');
    expect(await printed('--latex')).toContain('ADAM & 1 & 1 & 6 & 38.0 [24.7, 51.3]');
    const { tasks, sentences: said } = JSON.parse(await printed('--json'));
    expect(tasks[0].curves).toHaveLength(2);
    expect(said).toEqual(['With 1 trial ADAM is shown to be better than SGD.']);
    expect(await rlBenchHere(folder, 'compare', '--sensitivity')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('sensitivity is of settings across tasks'),
    });
    const { status, stderr } = await rlBenchHere(folder, 'compare', '--budget', '--test', 'welch');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('--test says nothing to --budget, given welch'),
    });
  });

  test('prints tables for the terminal, Markdown or LaTeX', async () => {
    const folder = folderWith(seeds('SGD', six), seeds('ADAM', better));
    expect((await rlBenchHere(folder, 'compare')).stdout).toContain(
      'ADAM - SGD      3 [3, 3]    0.58   0.17  0.031\n',
    );
    expect((await rlBenchHere(folder, 'compare', '--markdown')).stdout).toContain(
      '| ADAM - SGD | 3 \\[3, 3\\] |',
    );
    expect((await rlBenchHere(folder, 'compare', '--latex')).stdout).toContain(
      'ADAM - SGD & 3 [3, 3] & 0.58',
    );
  });

  test('refuses what it cannot do in one line, with exit code 2', async () => {
    const folder = folderWith(seeds('SGD', six), seeds('ADAM', better));
    const refused = async (...args: string[]) => {
      const { stdout, stderr, status } = await rlBenchHere(folder, 'compare', ...args);
      expect({ stdout, status, lines: stderr.split('\n').length }).toEqual({
        stdout: '',
        status: 2,
        lines: 2,
      });
      return stderr;
    };
    expect(await refused('ADAN', 'SGD')).toBe(
      'rl-bench: the experiment has no optimizer ADAN: did you mean ADAM?\n',
    );
    expect(await refused('--json', '--latex')).toContain('--json and --latex exclude each other');
    expect(await refused('--metric', 'final_retrun')).toContain('did you mean final_return?');
    expect(await refused('--experiment', 'nothing')).toContain('no experiment "nothing"');
    expect(await refused('SGD')).toContain('needs two optimizers');
    const empty = folderWith(seeds('SGD', six, { ends: null }));
    const { stderr, status } = await rlBenchHere(empty, 'compare');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^rl-bench: no run in ".*" has ended yet; .*\n$/);
  });
});

describe('rl-bench leaderboard', () => {
  const rate = (learningRate: number, scores: readonly number[], phase: 'tuning' | 'scoring') =>
    seeds('ADAM', scores, { learningRate, phase });

  test('prints the table of any experiment', async () => {
    const folder = folderWith(seeds('SGD', six), seeds('ADAM', better));
    const { stdout, status } = rlBench(folder, 'leaderboard', '--experiment', '1');
    expect(status).toBe(0);
    expect(stdout.split('\n').slice(0, 6)).toEqual([
      'a study: cartpole, ppo, 500k steps',
      '',
      'optimizer     lr  seeds  final return       success  steps      time',
      '────────────────────────────────────────────────────────────────────',
      'ADAM       0.001      6  38.0 [24.7, 51.3]      0 %  100 (2/6)  10 s',
      'SGD        0.001      6  35.0 [21.7, 48.3]      0 %  100 (2/6)  10 s',
    ]);
    expect((await rlBenchHere(folder, 'leaderboard', '--markdown')).stdout).toContain('| ADAM | 0.001 | 6 |');
  });

  test('breaks no row in a pipe, however long the names are', async () => {
    const name = `CLIP(${'SCHEDULEFREE('.repeat(6)}ADAM${')'.repeat(7)}`;
    const folder = folderWith(seeds('SGD', six), seeds(name, better));
    for (const command of ['leaderboard', 'compare']) {
      const { stdout } = await rlBenchHere(folder, command);
      expect(stdout).toContain(`\n${name}  0.001      6  38.0 [24.7, 51.3]`);
    }
  });

  test('--json has an object for every optimizer and learning rate, best first', async () => {
    const folder = folderWith(seeds('SGD', [1]), seeds('ADAM', [2]));
    expect(JSON.parse((await rlBenchHere(folder, 'leaderboard', '--json')).stdout)).toEqual([
      {
        env: 'cartpole',
        agent: 'ppo',
        totalTimesteps: 500_000,
        rewardThreshold: 50,
        optimizer: 'ADAM',
        learningRate: 0.001,
        phase: 'scoring',
        seeds: 1,
        diverged: 0,
        notFinite: 0,
        finalMean: 2,
        successRate: 0,
        reached: 0,
      },
      expect.objectContaining({ optimizer: 'SGD', finalMean: 1 }),
    ]);
  });

  test('--tuned leaves the rates that tuning chose, scored on the other seeds', async () => {
    const folder = folderWith(
      rate(0.1, [1, 1, 1], 'tuning'),
      rate(0.2, [2, 2, 2], 'tuning'),
      rate(0.1, [9, 9, 9], 'scoring'),
      rate(0.2, [5, 5, 5], 'scoring'),
      seeds('untuned', [7, 7, 7]),
    );
    expect(JSON.parse((await rlBenchHere(folder, 'leaderboard', '--tuned', '--json')).stdout)).toMatchObject([
      { optimizer: 'untuned', learningRate: 0.001, finalMean: 7, phase: 'scoring' },
      { optimizer: 'ADAM', learningRate: 0.2, finalMean: 5, phase: 'scoring' },
    ]);
    const lines = (await rlBenchHere(folder, 'leaderboard')).stdout.split('\n');
    expect(lines.filter((line) => line.startsWith('a study'))).toEqual([
      'a study: cartpole, ppo, 500k steps, tuning',
      'a study: cartpole, ppo, 500k steps',
    ]);
    expect(lines.filter((line) => line.startsWith('ADAM')).map((line) => line.split(/\s+/)[1])).toEqual([
      '0.2',
      '0.1',
      '0.1',
      '0.2',
    ]);
  });

  test('--tuned without tuning runs says what to do', async () => {
    const { stderr, status } = await rlBenchHere(folderWith(seeds('SGD', six)), 'leaderboard', '--tuned');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^rl-bench: experiment 1 has no tuning runs that ended; tune on seeds of .*\n$/);
  });
});
