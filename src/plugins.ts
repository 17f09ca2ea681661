import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RunError, UsageError } from './errors.ts';
import * as api from './plugin-api.ts';

/**
 * What a plugin file exports by default: a function that registers what it brings. It is handed rl-bench's own API, so
 * that a single file anywhere works, and registries and TensorFlow.js are those of the command that loads it.
 */
export type Plugin = (rlBench: typeof api) => unknown;

/** A plugin that has registered what it brings. Plain data, kept with the experiment. */
export interface LoadedPlugin {
  /** Absolute. */
  readonly path: string;
  /** SHA-256 of the file, in hexadecimal. What it imports in turn is not part of it. */
  readonly sha256: string;
}

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
 * @throws RunError if a file is no longer what it was there: one experiment, one rule.
 */
export async function loadSamePlugins(plugins: readonly LoadedPlugin[]): Promise<void> {
  const loaded = await loadPlugins(plugins.map(({ path }) => path));
  const changed = loaded.find(({ sha256 }, index) => sha256 !== plugins[index]!.sha256);
  if (changed) throw changedPlugin(changed);
}

/**
 * Loads what an experiment was begun with, as far as it is not loaded already.
 *
 * @throws RunError if a file is no longer what it was then.
 */
export async function loadMissingPlugins(
  wanted: readonly LoadedPlugin[],
  loaded: readonly LoadedPlugin[],
): Promise<void> {
  const isLoaded = ({ path }: LoadedPlugin) => loaded.some((own) => own.path === path);
  const changed = loaded.find(({ path, sha256 }) =>
    wanted.some((plugin) => plugin.path === path && plugin.sha256 !== sha256),
  );
  if (changed) throw changedPlugin(changed);
  await loadSamePlugins(wanted.filter((plugin) => !isLoaded(plugin)));
}

function changedPlugin({ path }: LoadedPlugin): RunError {
  return new RunError(`plugin "${path}" has changed since the experiment began; start it again`);
}

async function load(path: string): Promise<LoadedPlugin> {
  const file = resolve(path);
  const sha256 = createHash('sha256').update(contents(path)).digest('hex');
  try {
    const { default: register } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
      default?: unknown;
    };
    if (typeof register !== 'function') {
      throw new UsageError('it exports no function by default; write: export default (rlBench) => { … }');
    }
    await (register as Plugin)(api);
  } catch (error) {
    throw new UsageError(`plugin "${path}" cannot be used: ${reason(error, path)}`);
  }
  return { path: file, sha256 };
}

function contents(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(code);
    throw new UsageError(`plugin "${path}" cannot be read: ${why}; give the path of a JavaScript file`);
  }
}

/** What went wrong in a plugin, in one line, and the line of the file where that is known. */
function reason(error: unknown, path: string): string {
  if (error instanceof UsageError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const [message] = error.message.split('\n');
  const [, behind] = (error.stack ?? '').split(`${pathToFileURL(resolve(path)).href}:`);
  const line = /^\d+/.exec(behind ?? '');
  // Node keeps the place of a syntax error to itself.
  const place = line
    ? ` (line ${line[0]})`
    : error instanceof SyntaxError
      ? `; "node ${path}" shows where`
      : '';
  return `${error.name}: ${message}${place}`;
}
