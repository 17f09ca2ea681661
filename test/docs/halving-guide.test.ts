import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../cli/command.ts';
import { rlBenchHere } from '../cli/in-this-process.ts';
import { readPage } from './readme.ts';

test('docs/sweeps.md shows what a dry run says of its study with successive halving', async () => {
  const [, section] = /^## Tuning by successive halving\n(.*?)^## /ms.exec(readPage('docs/sweeps.md'))!;
  const [, study] = /^```yaml\n(.*?)^```/ms.exec(section!)!;
  const [, shown] = /^```text\n(.*?)^```/ms.exec(section!)!;
  const [, words] = /`npx rl-bench (sweep [^`]*)`/.exec(section!)!;
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'halved.yaml'), study!);
  const { status, stdout } = await rlBenchHere(
    folder,
    ...words!.split(' '),
    '--workers',
    '1',
    '--backend',
    'cpu',
  );
  expect(status).toBe(0);
  // How far the words are indented goes by the longest heading, and so by what can be estimated in time.
  const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
  expect(inOneLine(stdout)).toContain(inOneLine(shown!));
});
