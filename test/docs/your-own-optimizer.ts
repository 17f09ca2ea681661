import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPlugins } from '../../src/plugins/index.ts';

const page = new URL('../../docs/your-own-optimizer.md', import.meta.url);

/** The code that the page shows behind a marker, `<!-- plugin -->` or `<!-- repository -->`. */
export function shownCode(marker: 'plugin' | 'repository'): string {
  const [, code] = new RegExp(`<!-- ${marker} -->\n\n\`\`\`\\w+\n(.*?)\`\`\`\n`, 's').exec(
    readFileSync(page, 'utf8'),
  )!;
  return code!;
}

/** Registers the page's plugin in this process. */
export async function loadShownPlugin(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rl-bench-plugin-'));
  const file = join(folder, 'my-optimizer.mjs');
  writeFileSync(file, shownCode('plugin'));
  await loadPlugins([file]);
  rmSync(folder, { recursive: true });
}
