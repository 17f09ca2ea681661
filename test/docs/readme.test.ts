import { expect, test } from 'vitest';
import { commandsWith } from '../../src/cli/commands/index.ts';
import { familyOf, linkToFamily } from '../../src/cli/optimizer-pages/families.ts';
import { readWords } from '../../src/cli/words/read-words.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { shownCommands, shownFamilies } from './readme.ts';
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
test('The commands of the README name experiments that were titled before them', () => {
  expect(commands.length).toBeGreaterThan(30);
  const titles = new Set<string>();
  for (const words of commands) {
    for (const title of behind(words, '--experiment')) expect(titles, words.join(' ')).toContain(title);
    for (const title of behind(words, '--title')) titles.add(title);
  }
});

test('The commands of the README write into no folder a second time', () => {
  const folders = commands
    .filter(([command]) => ['loss-map', 'export'].includes(command!))
    .flatMap((words) => behind(words, '--out'));
  expect(new Set(folders).size).toBe(folders.length);
});

test('The table of the README has the families of optimizers, and links to their places in the index', () => {
  const families = new Set(optimizers.entries().map(familyOf));
  const links = [...families].map((family) => ({
    family,
    link: linkToFamily(family, 'docs/optimizers/README.md'),
  }));
  expect(shownFamilies()).toEqual(links);
});

test('The commands of the README name optimizers that there are, and need no words of other tools', async () => {
  await loadShownPlugins('optimizer');
  for (const words of commands) {
    for (const spec of behind(words, '--optimizers')) expect(() => optimizers.resolve(spec)).not.toThrow();
    const flags = (of: readonly string[]) => of.filter((word) => word.startsWith('--')).length;
    const read = await readWords(words, commandsWith([]), (note) => expect.fail(note));
    expect(flags(read)).toBe(flags(words));
  }
});
