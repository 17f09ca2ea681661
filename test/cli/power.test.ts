import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { seeds } from '../report/compare/made-experiment.ts';
import { addExperiment } from '../store/made-runs.ts';
import { temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';

/** A folder whose results file holds an experiment of eight seeds. */
function folder(): string {
  const made = temporaryFolder();
  const store = openStore(join(made, 'runs/rl-bench.sqlite'));
  const scores = [10, 20, 30, 40, 50, 60, 70, 80];
  addExperiment(store, [
    ...seeds('SGD', scores),
    ...seeds(
      'ADAM',
      scores.map((score, index) => score + (index % 2 === 0 ? 2 : 4)),
    ),
  ]);
  store.close();
  return made;
}

describe('rl-bench power', () => {
  test('prints what differences need, and as JSON', async () => {
    const here = folder();
    const { stdout, status } = await rlBenchHere(here, 'power', '--difference', '1', '2');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /: cartpole, ppo, seeds that a difference needs\n\n *difference +spread +seeds +at most\n.*\n +1 +1\.07 +\d+ +\d+/,
    );
    const json = await rlBenchHere(here, 'power', '--difference', '1', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      metric: 'final_return',
      tasks: [{ needed: [{ difference: 1 }] }],
    });
  });

  test('refuses a difference of nothing and a metric that is not known in one line', async () => {
    const here = folder();
    const nothing = await rlBenchHere(here, 'power', '--difference', '0');
    expect([nothing.status, nothing.stderr]).toEqual([
      2,
      expect.stringContaining('a difference is a number above 0, given 0'),
    ]);
    const unknown = await rlBenchHere(here, 'power', '--metric', 'loss');
    expect([unknown.status, unknown.stderr]).toEqual([
      2,
      expect.stringContaining('--metric knows no "loss"'),
    ]);
  });
});
