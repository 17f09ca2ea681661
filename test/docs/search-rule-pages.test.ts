import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { searchRulePages } from '../../src/cli/pages/search-rule-pages.ts';
import { searchRules } from '../../src/search/index.ts';
import { searchNotation, searchNotationOf } from '../../src/search/notation.ts';

const folder = 'docs/search-rules';
const pages = searchRulePages();
const entries = searchRules.entries();

describe('docs/search-rules has what the registry says (npm run pages writes it):', () => {
  test.each([...pages.keys()])('%s', (file) => {
    const path = join(folder, file);
    expect(existsSync(path) && readFileSync(path, 'utf8'), `npm run pages writes ${path}`).toBe(
      pages.get(file),
    );
  });

  test('and no page of what there is no more', () => {
    expect(readdirSync(folder).filter((file) => !pages.has(file))).toEqual([]);
  });
});

test('Every search rule that comes with rl-bench has an equation that fits a terminal', () => {
  for (const { name, equation = [] } of entries) {
    expect(equation, name).not.toEqual([]);
    for (const line of equation) expect(line.length, `${name}: ${line}`).toBeLessThanOrEqual(76);
  }
});

test('Every symbol of their notation is used by some equation, and it has every Greek letter of them', () => {
  const equations = entries.map(({ equation = [] }) => equation);
  const used = new Set(equations.flatMap((each) => searchNotationOf(each).map(({ symbol }) => symbol)));
  expect(searchNotation.filter(({ symbol }) => !used.has(symbol))).toEqual([]);
  for (const equation of equations) {
    const explained = searchNotationOf(equation)
      .map(({ symbol }) => symbol)
      .join();
    const letters = new Set(equation.join('\n').match(/\p{Script=Greek}/gu));
    expect([...letters].filter((letter) => !explained.includes(letter))).toEqual([]);
  }
});

test('docs/policy-search.md leads to the page of every search rule', () => {
  const text = readFileSync('docs/policy-search.md', 'utf8');
  for (const { name } of entries) expect(text).toContain(`[\`${name}\`](search-rules/${name}.md)`);
});
