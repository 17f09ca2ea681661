import { statSync } from 'node:fs';

/** Which file or folder a path leads to: it changes with what stands there, not with its content. Undefined if to none. */
export function fileIdentity(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}
