import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPlugins } from '../../src/plugins/index.ts';

/** The pages of docs/ that show how to write something of one's own. */
export type Guide =
  | 'optimizer'
  | 'environment'
  | 'agent'
  | 'network'
  | 'controller'
  | 'diagnostic'
  | 'workload'
  | 'search-rule'
  | 'study';

/** The code that a page shows behind a marker, `<!-- plugin -->`, … */
export function shownCode(guide: Guide, marker: 'plugin' | 'repository' | 'claim'): string {
  const page = readFileSync(new URL(`../../docs/your-own-${guide}.md`, import.meta.url), 'utf8');
  const [, code] = new RegExp(`<!-- ${marker} -->\n\n\`\`\`\\w+\n(.*?)\`\`\`\n`, 's').exec(page)!;
  return code!;
}

/** Writes the plugin of a page into a folder. @returns the path of the file. */
export function writePlugin(folder: string, guide: Guide): string {
  const file = join(folder, `my-${guide}.mjs`);
  writeFileSync(file, shownCode(guide, 'plugin'));
  return file;
}

/** Registers what pages show in this process. */
export async function loadShownPlugins(...guides: readonly Guide[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rl-bench-plugin-'));
  await loadPlugins(guides.map((guide) => writePlugin(folder, guide)));
  rmSync(folder, { recursive: true });
}
