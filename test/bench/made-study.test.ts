import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MadeStudy, makeStudy } from '../../src/bench/made-study.ts';
import { scaleSteps } from '../../src/bench/topics/scale.ts';
import { openReadonly } from '../../src/store/index.ts';
import { rlBenchHere } from '../cli/in-this-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'rl-bench-test-'));
let made: MadeStudy;

beforeAll(async () => {
  made = await makeStudy({ tasks: 2, optimizers: 3, seeds: 4 });
});
afterAll(() => rmSync(folder, { recursive: true }));

function count(path: string, from: string): unknown {
  const db = openReadonly(path);
  try {
    return db.prepare(`select count(*) from ${from}`).pluck().get();
  } finally {
    db.close();
  }
}

test('every run of a made study is trained in one of its shards, and all are in the merged file', () => {
  expect(made.shards).toHaveLength(8);
  const ended = "runs where status in ('finished', 'diverged')";
  const counts = made.shards.map((path) => count(path, ended) as number);
  // Populations of four are not worth cutting: six units are dealt to eight shards.
  expect(counts.filter((runs) => runs > 0)).toEqual([4, 4, 4, 4, 4, 4]);
  expect(counts.reduce((sum, runs) => sum + runs)).toBe(2 * 3 * 4);
  expect(count(made.merged, ended)).toBe(2 * 3 * 4);
  expect(count(made.merged, 'evaluations')).toBe(2 * 3 * 4 * 5);
  expect(count(made.merged, 'episodes')).toBe(2 * 3 * 4 * 10);
  expect(count(made.merged, 'experiments')).toBe(1);
  expect(made.mergedBytes).toBe(statSync(made.merged).size);
});

test.each(Object.entries(scaleSteps))('the step %s is a command that works on it', async (step, words) => {
  const { status, stdout, stderr } = await rlBenchHere(folder, ...words(made));
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stdout).toContain(
    { plan: '8 shards', merge: '24', leaderboard: 'SGD', compare: 'SGD', report: 'report' }[step],
  );
});
