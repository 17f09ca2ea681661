import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { userFolder } from '../user-folder.ts';
import type { LoadedPlugin } from './loaded-plugin.ts';

/**
 * The plugins that this user has named with `--plugin`, each with the hash that it had. What a results file names is run
 * only if it is among them: the file may come from anybody.
 */
const record = z.array(z.object({ path: z.string(), sha256: z.string() }));

/** Plugins that are remembered, the last ones named. */
const most = 1000;

/** `$XDG_STATE_HOME/rl-bench/plugins.json`, by default below `~/.local/state`. */
function recordFile(): string {
  return join(userFolder('XDG_STATE_HOME'), 'plugins.json');
}

/** True for a plugin that the user has named before, and that had this hash then. */
export function isTrusted(plugin: LoadedPlugin): boolean {
  return trusted().some((each) => isSame(each, plugin));
}

/** Remembers what the user has named. Where nothing can be written, `resume` is going to ask for `--plugin` instead. */
export function trust(plugins: readonly LoadedPlugin[]): void {
  const known = trusted();
  const fresh = plugins.filter((plugin) => !known.some((each) => isSame(each, plugin)));
  if (fresh.length === 0) return;
  const file = recordFile();
  const written = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(written, `${JSON.stringify([...known, ...fresh].slice(-most), null, 2)}\n`, {
      mode: 0o600,
    });
    renameSync(written, file);
  } catch {
    // A home that is not there or read-only is no reason not to train.
  }
}

function trusted(): readonly LoadedPlugin[] {
  try {
    return record.parse(JSON.parse(readFileSync(recordFile(), 'utf8')));
  } catch {
    return [];
  }
}

function isSame(a: LoadedPlugin, b: LoadedPlugin): boolean {
  return a.path === b.path && a.sha256 === b.sha256;
}
