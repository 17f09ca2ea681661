import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from './errors.ts';
import { showValue } from './show-value.ts';

/** What went wrong in a file of somebody else's, in one line, and the line of the file where that is known. */
export function errorInOneLine(error: unknown, file: string): string {
  if (error instanceof UsageError) return error.message;
  const line = lineOf(error, file);
  // Node keeps the place of a syntax error to itself.
  const place =
    line !== undefined
      ? ` (line ${line})`
      : error instanceof SyntaxError
        ? `; "node ${file}" shows where`
        : '';
  return `${errorWords(error)}${place}`;
}

/** The line of a file in which an error was thrown, or that called what threw it; undefined if the stack has none. */
export function lineOf(error: unknown, file: string): number | undefined {
  const stack = error instanceof Error ? String(error.stack) : '';
  for (const name of [pathToFileURL(resolve(file)).href, resolve(file)]) {
    const [, behind] = stack.split(`${name}:`);
    const line = /^\d+/.exec(behind ?? '')?.[0];
    if (line !== undefined) return Number(line);
  }
  return undefined;
}

/** An error's name and the first line of its message. Anything can be thrown. */
export function errorWords(error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${showValue(error)}, which is no Error`;
  const [message] = String(error.message).split('\n');
  return `${error.name}: ${message}`;
}
