import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../cli/command.ts';
import { folderWithPackage, typeErrors } from './installed.ts';

const page = readFileSync(new URL('../../docs/library.md', import.meta.url), 'utf8');
const programs = [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code!);

/** Complains wherever a declaration is `any`, and where a mistake is none. */
const mistakes = `
import { iqm } from 'rl-bench/stats';
import { compareOptimizers, openReadonly, runStudy, type StudyInput, tf } from 'rl-bench';
type IsAny<T> = 0 extends 1 & T ? true : false;
export const known: [
  IsAny<typeof tf.tensor>, IsAny<ReturnType<typeof openReadonly>>, IsAny<typeof iqm>, IsAny<StudyInput>,
] = [false, false, false, false];
// @ts-expect-error misspelled
await runStudy({ env: 'cartpole', optimizer: ['ADAM'] }, { db: 'x' });
// @ts-expect-error no such metric
await compareOptimizers({ db: 'x', metric: 'luck' });
`;

test("The page's programs pass a strict compiler with the published package, and run one after another in one process", () => {
  const folder = temporaryFolder();
  folderWithPackage(folder);
  for (const [index, code] of programs.entries()) {
    writeFileSync(join(folder, `program-${index}.ts`), code);
    writeFileSync(join(folder, `program-${index}.js`), transformSync(code, { loader: 'ts' }).code);
  }
  writeFileSync(join(folder, 'mistakes.ts'), mistakes);
  expect(typeErrors(folder)).toBe('');

  const all = programs.map((_, index) => `await import('./program-${index}.js');`).join('\n');
  writeFileSync(join(folder, 'all.js'), all);
  const said = execFileSync(process.execPath, ['all.js'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 240_000,
  });
  expect(said).toContain('momentum on cartpole: cartpole, ppo, 2.05k steps');
  expect(said).toMatch(/^20 runs take about [\d.e+]+ s and [\d.]+ bytes of disk$/m);
  expect(said).toContain('nothing was left to train');
  expect(said).toMatch(/^\d+ numbers of run 1 trained again, 0 tables differ$/m);
  expect(said).toContain('runs.csv: 9 rows');
  expect(said).toContain('the page of the results as they grow: 200');
  expect(said).toMatch(/^himmelblau: ADAM arrives from \d+ of 16 starts$/m);
  expect(said).toContain('25 losses about the policy of run 1');
  expect(said).toMatch(/^no results in ".*no-such-file\.sqlite": there is no such file; .*$/m);
  expect(said).toMatch(/^9$/m);
  for (const file of ['report.html', 'report.md', 'csv/runs.csv', 'maps/loss-map.html'])
    expect(existsSync(join(folder, file)), file).toBe(true);
}, 300_000);
