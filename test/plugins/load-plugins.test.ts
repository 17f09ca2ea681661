import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunError } from '../../src/errors.ts';
import { loadPlugins, loadSamePlugins } from '../../src/plugins/index.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';

test('A worker does not train with a plugin that has changed since the experiment began', async () => {
  const file = join(temporaryFolder(), 'plugin.mjs');
  writeFileSync(file, 'export default () => {};');
  const loaded = await loadPlugins([file]);
  await expect(loadSamePlugins(loaded)).resolves.toBeUndefined();
  writeFileSync(file, 'export default () => { /* something else */ };');
  await expect(loadSamePlugins(loaded)).rejects.toThrow(RunError);
  await expect(loadSamePlugins(loaded)).rejects.toThrow(
    /plugin\.mjs" has changed since the experiment began/,
  );
});

test('A worker does not execute a plugin that has changed', async () => {
  const folder = temporaryFolder();
  const [file, marker] = [join(folder, 'plugin.mjs'), join(folder, 'was-executed')];
  writeFileSync(
    file,
    `import { existsSync, writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(marker)}, '');`,
  );
  await expect(loadSamePlugins([{ path: file, sha256: 'another' }])).rejects.toThrow(/has changed/);
  expect(existsSync(marker)).toBe(false);
});

test.each(['"m ← g"', '[1]', '["m ← g\\n\\u03b8 ← m"]'])(
  'An optimizer whose equation is %s, and no list of lines, is refused',
  async (equation) => {
    const file = join(temporaryFolder(), 'plugin.mjs');
    writeFileSync(
      file,
      `export default ({ optimizers }) => optimizers.register({ ...optimizers.get('SGD'), name: 'WRONG${equation.length}', aliases: [], equation: ${equation} });`,
    );
    await expect(loadPlugins([file])).rejects.toThrow(
      /the equation of optimizer "WRONG\d+" of plugin ".*" must be a list of lines of text, given /,
    );
  },
);
