import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandsWith } from '../../src/cli/commands/index.ts';
import { readWords } from '../../src/cli/words/read-words.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { problems } from '../../src/stress/problems/index.ts';

const document = new URL('../../docs/stress.md', import.meta.url);

test('docs/stress.md says by which command it was made, has all problems, and shows its picture', async () => {
  const text = readFileSync(document, 'utf8');
  const [, command] = /^ {4}rl-bench (stress .*)$/m.exec(text)!;
  const words = command!.split(' ');
  expect(await readWords(words, commandsWith([]), (note) => expect.fail(note))).toEqual(words);
  const named = words.slice(
    1,
    words.findIndex((word) => word.startsWith('--')),
  );
  for (const spec of named) expect(() => optimizers.resolve(spec)).not.toThrow();
  for (const { name, breaks } of problems)
    expect(text).toMatch(new RegExp(`^\\| ${name} \\| .*${breaks.slice(-12)}`, 'm'));
  const [, picture] = /!\[.*\]\((.*)\)/.exec(text)!;
  expect(existsSync(new URL(picture!, document))).toBe(true);
});
