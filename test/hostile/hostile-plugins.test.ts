import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { temporaryFolder } from '../cli/command.ts';
import { account } from './account.ts';
import { chanceOf } from './chance.ts';
import { judged } from './command-verdict.ts';
import { hostilePlugin } from './hostile-plugin.ts';
import { inParallel } from './in-parallel.ts';
import { casesOf } from './share.ts';

test('hostile plugins: refused or failed in one line', async () => {
  const cases = casesOf(100);
  const verdicts = await inParallel(cases, async (index) => {
    const { about, text, command } = hostilePlugin(chanceOf(`plugin ${index}`));
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'plugin.mjs'), text);
    const workers = command[0] === 'loss-map' ? [] : ['--workers', String(1 + (index % 2))];
    const verdict = await judged(folder, [...command, ...workers, '--plugin', 'plugin.mjs']);
    return { ...verdict, case: `${about} (${index})` };
  });
  account('hostile plugins', verdicts);
});
