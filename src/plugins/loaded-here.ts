import { errorInOneLine, errorWords, lineOf } from '../error-in-one-line.ts';
import type { LoadedPlugin } from './loaded-plugin.ts';

/** All that this process has loaded. */
const loadedHere: LoadedPlugin[] = [];

export function noteLoaded(plugin: LoadedPlugin): void {
  loadedHere.push(plugin);
}

/** The plugins that this process has loaded. */
export function loadedPlugins(): readonly LoadedPlugin[] {
  return [...loadedHere];
}

/**
 * What has been thrown, in one line: what a plugin has thrown with the plugin and the line.
 *
 * @returns undefined where nothing suggests a plugin.
 */
export function pluginFault(error: unknown): string | undefined {
  if (loadedHere.length === 0) return undefined;
  const files = loadedHere.map(({ path }) => path);
  const file = files.find((path) => lineOf(error, path) !== undefined);
  if (file !== undefined) return `plugin "${file}": ${errorInOneLine(error, file)}`;
  return `with plugin "${files.join('", "')}": ${errorWords(error)}`;
}
