import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorInOneLine } from '../error-in-one-line.ts';
import { RunError, UsageError } from '../errors.ts';
import * as api from '../plugin-api.ts';
import { registeredBy } from '../registry.ts';
import { checkEntries } from './check-entries.ts';
import { importBytes } from './import-bytes.ts';
import { noteLoaded } from './loaded-here.ts';
import type { LoadedPlugin } from './loaded-plugin.ts';
import { isTrusted } from './trusted-plugins.ts';

/**
 * What a plugin file exports by default: a function that registers what it brings. It is handed rl-bench's own API, so
 * that a single file anywhere works, and registries and TensorFlow.js are those of the command that loads it.
 */
export type Plugin = (rlBench: typeof api) => unknown;

/**
 * Loads plugin files one after the other and lets them register their environments, agents, networks and optimizers.
 *
 * @param paths from the working directory.
 * @throws UsageError for a file that cannot be read or run, that exports no function by default, that registers what is
 * no entry or takes a name that is taken.
 */
export async function loadPlugins(paths: readonly string[]): Promise<LoadedPlugin[]> {
  const twice = paths.find(
    (path, index) => paths.findIndex((other) => resolve(other) === resolve(path)) < index,
  );
  if (twice !== undefined) throw new UsageError(`plugin "${twice}" is given twice; name each file once`);
  const loaded: LoadedPlugin[] = [];
  for (const path of paths) loaded.push(await load(path));
  return loaded;
}

/**
 * Loads in a worker what the process that started it has loaded.
 *
 * @throws RunError if a file is no longer what it was there: one experiment, one rule. It is not run then.
 */
export async function loadSamePlugins(plugins: readonly LoadedPlugin[]): Promise<void> {
  for (const { path, sha256 } of plugins) await load(path, sha256);
}

/**
 * Loads what an experiment was begun with, as far as the user has not named it in this command. A results file may come
 * from anybody, so what it names is neither run nor read unless the user has named it before, and is run only if it is
 * still the same.
 *
 * @param wanted by the results file.
 * @param named by the user, and loaded.
 * @returns what stands for each of those wanted.
 * @throws UsageError for one that the user has never named; RunError if a file is no longer what it was then.
 */
export async function loadMissingPlugins(
  wanted: readonly LoadedPlugin[],
  named: readonly LoadedPlugin[],
): Promise<LoadedPlugin[]> {
  const present: LoadedPlugin[] = [];
  for (const plugin of wanted) {
    const own = named.find(({ sha256 }) => sha256 === plugin.sha256);
    if (own === undefined) refuseUnknown(plugin, named);
    present.push(own ?? (await load(plugin.path, plugin.sha256)));
  }
  return present;
}

function refuseUnknown(plugin: LoadedPlugin, named: readonly LoadedPlugin[]): void {
  if (named.some(({ path }) => path === plugin.path)) throw changedPlugin(plugin.path);
  if (isTrusted(plugin)) return;
  const other = named.length === 0 ? '' : ', which is none of those that you named';
  throw new UsageError(
    `the experiment was begun with the plugin ${JSON.stringify(plugin.path)} (SHA-256 ${String(plugin.sha256).slice(0, 8)}…)${other}; ` +
      'a plugin is code: if you trust it, name its file with --plugin FILE',
  );
}

function changedPlugin(path: string): RunError {
  return new RunError(`plugin "${path}" has changed since the experiment began; start it again`);
}

/** @param expected the hash that it must have to be run. */
async function load(path: string, expected?: string): Promise<LoadedPlugin> {
  const file = resolve(path);
  const bytes = contents(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (expected !== undefined && sha256 !== expected) throw changedPlugin(path);
  try {
    const { default: register } = (await importBytes(file, bytes)) as { default?: unknown };
    if (typeof register !== 'function') {
      throw new UsageError('it exports no function by default; write: export default (rlBench) => { … }');
    }
    await registeredBy(path, () => settled((register as Plugin)(api)));
    checkEntries(path);
  } catch (error) {
    throw new UsageError(`plugin "${path}" cannot be used: ${errorInOneLine(error, path)}`);
  }
  const loaded = { path: file, sha256 };
  noteLoaded(loaded);
  return loaded;
}

/** What a plugin promises; without this, Node would end without a word when nothing is left that could keep the promise. */
async function settled(promised: unknown): Promise<void> {
  let forsaken = () => {};
  const never = new Promise<never>((_, reject) => {
    forsaken = () => reject(new UsageError('the promise that its function returns is never kept'));
    process.once('beforeExit', forsaken);
  });
  try {
    await Promise.race([promised, never]);
  } finally {
    process.off('beforeExit', forsaken);
  }
}

/** Longer files are no plugins. */
const mostBytes = 64 * 2 ** 20;

function contents(path: string): Buffer {
  const refused = (why: string) =>
    new UsageError(`plugin "${path}" cannot be read: ${why}; give the path of a JavaScript file`);
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw refused('it is a folder');
    if (!found.isFile()) throw refused('it is no file');
    if (found.size > mostBytes) throw refused('it is larger than 64 MiB');
    return readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw refused(code === 'ENOENT' ? 'there is no such file' : String(code));
  }
}
