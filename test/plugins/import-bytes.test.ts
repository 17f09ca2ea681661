import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../store/temporary-folder.ts';

test.each(['module.mjs', 'module.cjs', 'module.js'])(
  'What is executed of %s are the bytes that were read, and relative imports are found',
  (name) => {
    const folder = temporaryFolder();
    const source = readFileSync(new URL('../../src/plugins/import-bytes.ts', import.meta.url), 'utf8');
    const module = join(folder, 'import-bytes.mjs');
    writeFileSync(module, transformSync(source, { loader: 'ts' }).code);
    writeFileSync(join(folder, 'helper.mjs'), 'export const help = 3;');
    writeFileSync(join(folder, 'helper.cjs'), 'exports.help = 3;');
    const file = join(folder, name);
    const common = !name.endsWith('.mjs');
    writeFileSync(file, common ? 'module.exports = 0;' : 'export default 0;');
    const read = common
      ? "module.exports = require('./helper.cjs').help;"
      : "import { help } from './helper.mjs'; export default help;";
    // Not vitest's own way of importing, but Node's.
    const script = `
      import { importBytes } from ${JSON.stringify(pathToFileURL(module).href)};
      const found = await importBytes(${JSON.stringify(file)}, Buffer.from(${JSON.stringify(read)}));
      console.log(found.default);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toBe('3\n');
  },
);
