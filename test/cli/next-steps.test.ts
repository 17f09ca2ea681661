import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nextSteps } from '../../src/cli/next-steps.ts';
import { store } from '../store/made-runs.ts';

const steps = (path: string) => nextSteps({ db: store({}).db, path }, 1);
const here = process.cwd();

test('commands to go on with leave out the file that is looked for anyway', () => {
  expect(steps(join(here, 'runs', 'rl-bench.sqlite'))).not.toContain('--db');
});

test('commands to go on with name a file below this folder as seen from here, and any other by its whole path', () => {
  const near = steps(join(here, 'results', 'mine.sqlite'));
  expect(near).toContain(`--db ${join('results', 'mine.sqlite')}`);
  expect(near).not.toContain(here);
  const far = join(here, '..', 'elsewhere.sqlite');
  expect(steps(far)).toContain(`--db ${far}`);
});
