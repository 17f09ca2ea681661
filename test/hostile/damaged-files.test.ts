import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { interrupted, rlBench, temporaryFolder } from '../cli/command.ts';
import { database } from '../cli/contents.ts';
import { account } from './account.ts';
import { chanceOf } from './chance.ts';
import { judged } from './command-verdict.ts';
import { damagedCopy, damages } from './damage.ts';
import { inParallel } from './in-parallel.ts';
import { casesOf } from './share.ts';

/** What reads a results file. Those that only read must leave it as it is. */
const commands: readonly (readonly [args: readonly string[], writes: boolean])[] = [
  [['leaderboard'], false],
  [['compare', '--json'], false],
  [['report', '--out', 'report.html'], false],
  [['export', '--format', 'csv', '--out', 'exported'], false],
  [['sql', 'select * from leaderboard, experiments'], false],
  [['verify', '1'], false],
  [['resume', '--workers', '1', '--quiet'], true],
  [['loss-map', '--policy', '1', '--out', 'maps', '--resolution', '3'], true],
];

/** A small file in which some runs have ended and others wait with a checkpoint. */
async function results(): Promise<string> {
  const folder = temporaryFolder();
  const budget = ['--num-envs', '2', '--num-steps', '16', '--eval-episodes', '1', '--workers', '1'];
  const task = ['--env', 'cartpole', '--seeds', '1', '--network', 'mlp(sizes=[4])', ...budget];
  const first = rlBench(folder, ...task, '--optimizers', 'SGD', '--total-timesteps', '128', '--quiet');
  expect(first.stderr).toBe('');
  await interrupted(folder, 'SIGINT', [...task, '--optimizers', 'ADAM', '--total-timesteps', '4096']);
  return join(folder, database);
}

test('damaged results files: every command says what is wrong in a line, and changes nothing', async () => {
  const original = await results();
  const kinds = Object.keys(damages);
  const cases = casesOf(500);
  const verdicts = await inParallel(cases, async (index) => {
    const kind = kinds[index % kinds.length]!;
    const folder = temporaryFolder();
    const damaged = join(folder, 'damaged.sqlite');
    damagedCopy(original, damaged, kind, chanceOf(`file ${index}`));
    const found = [];
    for (const [args, writes] of commands) {
      const place = join(folder, args[0]!);
      mkdirSync(place);
      const copy = join(place, 'copy.sqlite');
      copyFileSync(damaged, copy);
      const verdict = await judged(place, [...args, '--db', copy]);
      const changed = !writes && !readFileSync(copy).equals(readFileSync(damaged));
      found.push({
        ...verdict,
        case: `${kind} (${index})`,
        fault: verdict.fault ?? (changed ? 'the file was changed' : null),
      });
    }
    rmSync(folder, { recursive: true });
    return found;
  });
  account('damaged files', verdicts.flat());
});
