import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunError } from '../../src/errors.ts';
import { exportResults } from '../../src/export/export-results.ts';
import { openStore } from '../../src/store/index.ts';
import { episode, newExperiment } from '../store/records.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';

/** Exports a results file to which something happens once the first table is written. */
function exportedWhile(what: (path: string) => void) {
  const folder = temporaryFolder();
  const db = join(folder, 'results.sqlite');
  const store = openStore(db);
  const { runIds } = store.createExperiment(newExperiment([{}]));
  store.write(runIds, [episode()]);
  store.close();
  let files = 0;
  const onFile = (): void => {
    if (++files === 1) what(db);
  };
  return exportResults({ db, format: 'csv', out: join(folder, 'tables'), onFile });
}

test.each<[string, (path: string) => void]>([
  [
    'replaced',
    (path) => {
      copyFileSync(path, `${path}.new`);
      renameSync(`${path}.new`, path);
    },
  ],
  ['moved', (path) => renameSync(path, `${path}.moved`)],
])('An export says when its source was %s meanwhile', async (_, what) => {
  const exported = exportedWhile(what);
  await expect(exported).rejects.toThrow(RunError);
  await expect(exported).rejects.toThrow(
    /results\.sqlite" was moved or replaced while it was exported; ".*tables" has what was in it before, export again$/,
  );
});

test('An export does not mind what is written to its source meanwhile', async () => {
  const { files } = await exportedWhile((path) => {
    const store = openStore(path);
    store.createExperiment(newExperiment([{}]));
    store.close();
  });
  expect(files.find(({ file }) => file === 'runs.csv')).toMatchObject({ rows: 1 });
});
