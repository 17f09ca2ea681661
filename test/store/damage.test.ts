import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { compareExperiment } from '../../src/report/compare/index.ts';
import { runSummary } from '../../src/report/run-summary.ts';
import { openStore, readResults } from '../../src/store/index.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import { end, episode, evaluation, newExperiment, update } from './records.ts';
import { temporaryFolder } from './temporary-folder.ts';

const pageSize = 4096;

/** Two optimizers with enough rows that every table has several pages. */
function resultsFile(): string {
  const path = join(temporaryFolder(), 'results.sqlite');
  const store = openStore(path);
  const optimizers = ['ADAM', 'ADAM', 'SGD', 'SGD'];
  const { runIds } = store.createExperiment(
    newExperiment(optimizers.map((optimizer, index) => ({ optimizer, seed: 1 + (index % 2) }))),
  );
  store.write(
    runIds,
    optimizers.flatMap((_, member) => [
      ...Array.from({ length: 300 }, (_row, index) => episode({ member, episode: index, return: index })),
      ...Array.from({ length: 100 }, (_row, index) =>
        evaluation({ member, updateIndex: index, meanReturn: index }),
      ),
      ...Array.from({ length: 100 }, (_row, index) => update({ member, updateIndex: index + 1 })),
      end({ member }),
    ]),
  );
  store.close();
  return path;
}

/** What a reader says of a file: nothing, or why it refuses. */
async function complaint(path: string): Promise<string> {
  try {
    await readResults(path, (db) => {
      runSummary(db, 1);
      compareExperiment(db, {
        experiment: undefined,
        optimizers: undefined,
        metric: 'final_return',
        test: 'permutation',
        correction: 'holm',
      });
    });
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  }
}

/** The pages of a table and its indices. */
function pagesOf(path: string, table: string): number[] {
  const db = openDatabase(path, { readonly: true });
  const pages = db.prepare<[string], number>('select pageno from dbstat where name = ?').pluck().all(table);
  db.close();
  return pages;
}

describe('a damaged results file', () => {
  test.each(['experiments', 'runs', 'evaluations', 'episodes'])(
    'is refused in one line where a page of %s is overwritten',
    async (table) => {
      const path = resultsFile();
      const sound = readFileSync(path);
      expect(await complaint(path)).toBe('');
      for (const page of pagesOf(path, table)) {
        for (const filler of [0, 0xff]) {
          const bytes = Buffer.from(sound).fill(filler, (page - 1) * pageSize, page * pageSize);
          writeFileSync(path, bytes);
          expect(await complaint(path)).toMatch(/is damaged \(.*\); what is left .* \.recover \|/);
        }
      }
    },
  );

  test('is refused where a page stands in the place of another, which SQLite alone would not notice', async () => {
    const path = resultsFile();
    const [, first, second] = pagesOf(path, 'evaluations');
    const bytes = readFileSync(path);
    bytes.copyWithin((first! - 1) * pageSize, (second! - 1) * pageSize, second! * pageSize);
    writeFileSync(path, bytes);
    expect(await complaint(path)).toMatch(/is damaged/);
  });

  test('is refused where it was cut off', async () => {
    const path = resultsFile();
    const bytes = readFileSync(path);
    for (const share of [0.3, 0.6, 0.9]) {
      writeFileSync(path, bytes.subarray(0, Math.floor(share * bytes.length)));
      expect(await complaint(path)).toMatch(/is damaged/);
    }
  });

  test.each([
    ['no such table', 'drop table evaluations'],
    ['no such column', 'alter table runs rename column status to state'],
    ['not a list', "create table more (x); update runs set optimizer = ''; drop view run_scores"],
  ])('is refused where its tables are not those of rl-bench: %s', async (_, sql) => {
    const path = resultsFile();
    const copy = join(temporaryFolder(), 'foreign.sqlite');
    copyFileSync(path, copy);
    const db = openDatabase(copy);
    db.pragma('legacy_alter_table = on');
    db.pragma('foreign_keys = off');
    db.exec(sql);
    db.close();
    expect(await complaint(copy)).toMatch(/is damaged \(no such/);
  });

  test.each([
    ['the state of a run', "update runs set status = 'finish3d'"],
    ['a configuration', `update experiments set config_json = '{"seeds":trte}'`],
    ['settings', `update runs set hyperparameters_json = '{'`],
    ...['null', '3', '""', '[]'].map((other): [string, string] => [
      `the machine, ${other} instead of an object,`,
      `update experiments set host_json = '${other}'`,
    ]),
  ])('is refused where %s is nothing that rl-bench writes', async (_, sql) => {
    const path = resultsFile();
    const db = openDatabase(path);
    db.pragma('ignore_check_constraints = on');
    db.exec(sql);
    db.close();
    expect(await complaint(path)).toMatch(/is damaged \(.* has a value that rl-bench did not write\)/);
  });

  test('is refused where a run belongs to no experiment', async () => {
    const path = resultsFile();
    const db = openDatabase(path);
    db.pragma('foreign_keys = off');
    db.exec('delete from experiments');
    db.close();
    expect(await complaint(path)).toMatch(/^no experiment 1 in/);
  });
});

test('what is no fault of the file stays as it was', async () => {
  const bug = new TypeError('our own');
  await expect(
    readResults(resultsFile(), () => {
      throw bug;
    }),
  ).rejects.toBe(bug);
});
