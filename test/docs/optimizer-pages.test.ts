import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { familyOf, linkToFamily } from '../../src/cli/pages/families.ts';
import { optimizerPages } from '../../src/cli/pages/optimizer-pages.ts';
import { notation, notationOf } from '../../src/optimizers/entry/notation.ts';
import { optimizers } from '../../src/optimizers/index.ts';

const folder = 'docs/optimizers';
const pages = optimizerPages(folder);
const entries = optimizers.entries();

describe('docs/optimizers has what the registry says (npm run pages writes it):', () => {
  test.each([...pages.keys()])('%s', (file) => {
    const path = join(folder, file);
    expect(existsSync(path) && readFileSync(path, 'utf8'), `npm run pages writes ${path}`).toBe(
      pages.get(file),
    );
  });

  test('and no page of what there is no more', () => {
    const written = readdirSync(folder).filter((file) => file.endsWith('.md'));
    expect(written.filter((file) => !pages.has(file))).toEqual([]);
  });
});

test('Every optimizer and wrapper that comes with rl-bench has an equation that fits a terminal', () => {
  for (const { name, equation = [] } of entries) {
    expect(equation, name).not.toEqual([]);
    for (const line of equation) expect(line.length, `${name}: ${line}`).toBeLessThanOrEqual(76);
  }
});

test('Every symbol of the notation is used by some equation', () => {
  const used = new Set(
    entries.flatMap(({ equation = [] }) => notationOf(equation).map(({ symbol }) => symbol)),
  );
  expect(notation.filter(({ symbol }) => !used.has(symbol))).toEqual([]);
});

test('A Greek letter of an equation is one of the notation, or the equation says itself what it is', () => {
  for (const { name, equation = [] } of entries) {
    const text = equation.join('\n');
    const explained = ['π', ...notationOf(equation).map(({ symbol }) => symbol)].join();
    const says = (letter: string) => new RegExp(`${letter}\\S{0,2} [=←]|\\(${letter} the`).test(text);
    const letters = [...new Set(text.match(/\p{Script=Greek}/gu))];
    expect(
      letters.filter((letter) => !explained.includes(letter) && !says(letter)),
      name,
    ).toEqual([]);
  }
});

test('The index has a heading for every family, which pages link to', () => {
  const headings = [...pages.get('README.md')!.matchAll(/^## (.*)$/gm)].map(([, heading]) =>
    linkToFamily(heading!.replaceAll('\\', ''), 'README.md'),
  );
  for (const entry of entries) expect(headings).toContain(linkToFamily(familyOf(entry), 'README.md'));
});
