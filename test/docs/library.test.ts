import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../cli/command.ts';
import { folderWithPackage, typeErrors } from './installed.ts';

/** The programs of a page, in the order in which they stand. */
function programsOf(page: string): string[] {
  const text = readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code!);
}

const parts = ['library-envs', 'library-agents', 'library-optimizers', 'library-stats'];
const programs = ['library', ...parts].flatMap(programsOf);

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

/** Something of what each program of the parts shows, by hand where it is easily had. */
const shownByParts = [
  /^point-nav, .*cartpole, .*pendulum, .*lander.*$/m,
  /^cartpole\(gravity=12\): at most 500 steps$/m,
  /^[1-9]\d* episodes ended in 2000 steps$/m,
  /^agents: ppo, .*$/m,
  /^grpo: 0\.87 -0\.87 -0\.87 0\.87 \| -1\.22 1\.22 0\.00 0\.00$/m,
  /^rloo: 0\.67 -0\.67 -0\.67 0\.67 \| -1\.33 1\.33 0\.00 0\.00$/m,
  /^dr-grpo: 0\.50 -0\.50 -0\.50 0\.50 \| -1\.00 1\.00 0\.00 0\.00$/m,
  /^-1\.000 0\.000 1\.000$/m,
  /^log-probabilities -0\.693 -0\.127, entropies 0\.693 0\.365$/m,
  /^CLIP\(ADAM\(lr=0\.3\),max_norm=1\): arrived$/m,
  /^interquartile mean 443\.7, /m,
  /^better by 29\.6, /m,
  /^p = [\d.]+, exact; beside two others [\d.]+$/m,
  /^30 of 30 successes: 88\.6 to 100\.0 %$/m,
];

test("The pages' programs pass a strict compiler with the published package, and run one after another in one process", () => {
  const folder = temporaryFolder();
  folderWithPackage(folder);
  for (const [index, code] of programs.entries()) {
    writeFileSync(join(folder, `program-${index}.ts`), code);
    writeFileSync(join(folder, `program-${index}.js`), transformSync(code, { loader: 'ts' }).code);
  }
  writeFileSync(join(folder, 'mistakes.ts'), mistakes);
  expect(typeErrors(folder)).toBe('');
  expect(typeErrors(folder, ['es2023', 'dom'])).toBe('');

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
  for (const line of shownByParts) expect(said).toMatch(line);
  for (const file of ['report.html', 'report.md', 'csv/runs.csv', 'maps/loss-map.html'])
    expect(existsSync(join(folder, file)), file).toBe(true);
}, 300_000);
