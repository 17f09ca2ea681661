import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { commandsWith } from '../../src/cli/commands/index.ts';
import { familyOf, linkToFamily } from '../../src/cli/pages/families.ts';
import { readWords } from '../../src/cli/words/read-words.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { readPage, shownCommands, shownFamilies, userPages } from './readme.ts';
import { loadShownPlugins } from './shown-code.ts';

/** Words of a command, as a shell takes them apart. */
function wordsOf(command: string): string[] {
  const words = [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word!);
  return words.slice(2);
}

/** What stands behind a flag, up to the next one. */
function behind(words: readonly string[], flag: string): string[] {
  const at = words.indexOf(flag);
  if (at === -1) return [];
  const end = words.findIndex((word, index) => index > at && (word.startsWith('--') || word === '>'));
  return words.slice(at + 1, end === -1 ? undefined : end);
}

const commands = shownCommands().map(wordsOf);

// test/learning runs them, which takes minutes.
test('The commands of the README and the pages after it name experiments that were titled before them', () => {
  expect(commands.length).toBeGreaterThan(30);
  const titles = new Set<string>();
  for (const words of commands) {
    for (const title of behind(words, '--experiment')) expect(titles, words.join(' ')).toContain(title);
    for (const title of behind(words, '--title')) titles.add(title);
  }
});

test('The commands of the README and the pages after it write into no folder a second time', () => {
  const folders = commands
    .filter(([command]) => ['loss-map', 'export'].includes(command!))
    .flatMap((words) => behind(words, '--out'));
  expect(new Set(folders).size).toBe(folders.length);
});

test('The table of docs/choosing-optimizers.md has the families of optimizers, and links to their places in the index', () => {
  const families = new Set(optimizers.entries().map(familyOf));
  const links = [...families].map((family) => ({
    family,
    link: linkToFamily(family, 'optimizers/README.md'),
  }));
  expect(shownFamilies()).toEqual(links);
});

test('The commands of the README and the pages after it name optimizers that there are, and need no words of other tools', async () => {
  await loadShownPlugins('optimizer');
  for (const words of commands) {
    for (const spec of behind(words, '--optimizers')) expect(() => optimizers.resolve(spec)).not.toThrow();
    const flags = (of: readonly string[]) => of.filter((word) => word.startsWith('--')).length;
    const read = await readWords(words, commandsWith([]), (note) => expect.fail(note));
    expect(flags(read)).toBe(flags(words));
  }
});

test('What the README and the pages link to is there, and the README leads to every page', () => {
  const documents = readdirSync('docs').filter((name) => name.endsWith('.md'));
  const pages = new Set([...userPages, ...documents.map((name) => `docs/${name}`)]);
  const linksOf = (path: string) =>
    [...readPage(path).matchAll(/\]\((?!https?:)([^)#\s]+)[^)]*\)|<img src="([^"]+)"/g)].map(
      ([, link, image]) => join(dirname(path), link ?? image!),
    );
  const dead = [...pages].flatMap((path) =>
    linksOf(path)
      .filter((target) => !existsSync(target))
      .map((target) => `${path}: ${target}`),
  );
  expect(dead).toEqual([]);
  const reached = new Set(['README.md']);
  for (const path of reached) for (const target of linksOf(path)) if (pages.has(target)) reached.add(target);
  expect([...pages].filter((path) => !reached.has(path))).toEqual([]);
});
