import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeResults } from '../../src/results/describe.ts';
import { tables, views } from '../../src/results/index.ts';

test('docs/results-schema.md says what is declared (npm run schema writes it)', () => {
  expect(readFileSync('docs/results-schema.md', 'utf8')).toBe(`${describeResults(tables, views)}\n`);
});

test('docs/sql.md names tables and views that there are, and every one that training writes', () => {
  const [, section] = readFileSync('docs/sql.md', 'utf8').split('## Ask the file');
  const named = [...section!.split('\n## ')[0]!.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name!);
  const known = [...tables, ...views].map(({ name }) => name);
  expect(known).toEqual(expect.arrayContaining(named));
  const written = tables.filter((table) => 'kind' in table && table.exported).map(({ name }) => name);
  expect(named).toEqual(expect.arrayContaining(['experiments', 'runs', ...written]));
});
