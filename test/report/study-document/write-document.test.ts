import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { experimentFacts } from '../../../src/report/experiment-facts.ts';
import { experimentReport } from '../../../src/report/experiment-report.ts';
import { writeDocument } from '../../../src/report/study-document/write-document.ts';
import type { Store } from '../../../src/store/index.ts';
import { type Made, store } from '../../store/made-runs.ts';
import { update } from '../../store/records.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rl-bench-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Names of the pictures that come with the document of runs, in the order in which it shows them. */
async function picturesOf(...runs: Made[]): Promise<string[]> {
  const { db } = withUpdates(store(...runs), runs.length);
  const path = join(folder, 'study.md');
  const files = await writeDocument(db, experimentReport(db, experimentFacts(db)), path);
  const shown = [...readFileSync(path, 'utf8').matchAll(/\]\(study\/(.*)\.svg\)/g)].map(([, name]) => name!);
  expect(
    files
      .slice(1)
      .map((file) => basename(file, '.svg'))
      .sort(),
  ).toEqual(shown.toSorted());
  return shown;
}

/** Each run has learned from its first episode. */
function withUpdates(made: Store, runs: number): Store {
  const members = Array.from({ length: runs }, (_, member) => member);
  made.write(
    members.map((member) => member + 1),
    members.flatMap((member) =>
      [1, 2].map((updateIndex) => update({ member, updateIndex, envStep: 20 * updateIndex })),
    ),
  );
  return made;
}

const three = [1, 2, 3];
const runs = (optimizer: string, more: Made): Made[] =>
  three.map((seed) => ({ optimizer, seed, episodes: [1, 2, seed], ...more }));

test('a document shows learning curves, and training episodes where one evaluation at the end is all', async () => {
  const curves = { evaluations: [0, 1, 2] };
  expect(await picturesOf(...runs('A', curves), ...runs('B', curves))).toEqual([
    'final-scores',
    'learning-curves',
  ]);
  const atTheEnd = { evaluations: [0, 1] };
  expect(await picturesOf(...runs('A', atTheEnd), ...runs('B', atTheEnd))).toEqual([
    'final-scores',
    'training-returns',
  ]);
});
