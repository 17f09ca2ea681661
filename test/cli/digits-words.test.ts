import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rlBenchHere, type Said } from './in-this-process.ts';

/** Words of reinforcement learning that mean nothing here. */
const foreign = /final return|mean return|returns?\b|episode|polic(y|ies)|exploration|\bsteps?\b|success/i;

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('What is said of digits speaks of samples and test accuracy,', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rl-bench-digits-'));
  const task = ['--env', 'digits(train=200,test=50)', '--optimizers', 'SGD', 'ADAMW', '--seeds', '3'];
  const small = [...task, '--total-timesteps', '4096', '--network', 'mlp(sizes=[8])', '--evaluations', '2'];
  const here = (...words: readonly string[]): Promise<Said> => rlBenchHere(folder, ...words);
  let outcome: Said;

  beforeAll(async () => {
    outcome = await here(...small, '--db', 'x.sqlite');
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('in the table of a run and the leaderboard', async () => {
    expect(outcome.stdout).toMatch(/digits\(train=200,test=50\), supervised, 4.1k samples/);
    expect(outcome.stdout).toMatch(/optimizer +lr +seeds +test accuracy +samples +time/);
    expect(outcome.stdout).toContain('\ntest accuracy: of the last evaluation.\n');
    expect(outcome.stdout).not.toMatch(foreign);
    const board = await here('leaderboard', '--db', 'x.sqlite');
    expect(outcome.stdout).toContain(board.stdout.trim());
  });

  test('in comparisons', async () => {
    const compared = oneLine((await here('compare', '--db', 'x.sqlite')).stdout);
    expect(compared).toMatch(/lr seeds test accuracy .*test accuracy: of the last evaluation\./);
    expect(compared).not.toMatch(foreign);
    const times = oneLine(
      (await here('compare', '--db', 'x.sqlite', '--metric', 'steps_to_threshold')).stdout,
    );
    expect(times).toMatch(/samples to threshold/);
    expect(times).not.toMatch(foreign);
  });

  test('on the page and in the document', async () => {
    await here('report', '--db', 'x.sqlite', '--out', 'x.html', '--markdown', 'x.md');
    const page = readFileSync(join(folder, 'x.html'), 'utf8');
    // Statements and configuration are in the words of the file.
    const shown = page
      .replaceAll(/<details class="sql">.*?<\/details>/gs, '')
      .replaceAll(/<style>.*?<\/style>/gs, '')
      .replaceAll(/<[^>]*>/g, ' ');
    expect(shown).toMatch(/Learning curves over samples/);
    expect(
      shown.match(foreign)?.input?.slice(shown.search(foreign) - 60, shown.search(foreign) + 60),
    ).toBeUndefined();
    const document = readFileSync(join(folder, 'x.md'), 'utf8');
    expect(document).toMatch(/trains better on 1 task/);
    expect(document).toMatch(/2 of 50 samples/);
    expect(document).toMatch(/In samples /);
    expect(document.replaceAll(/`[^`]*`|^ {4}.*$/gm, '').match(foreign)?.[0]).toBeUndefined();
  });

  test('in --dry-run', async () => {
    const { stdout } = await here(...small, '--dry-run');
    expect(stdout).toMatch(/supervised: 4.1k samples/);
    expect(stdout).not.toMatch(foreign);
  });
});
