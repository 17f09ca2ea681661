import { readdirSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Milliseconds after which a file that nobody has written to is taken for abandoned, whoever began it. */
const aDay = 24 * 60 * 60 * 1000;
const host = hostname().replaceAll(/[^\w-]/g, '-');
const partName = /\.(\d+)@([\w-]+)\.part$/;

/** The name under which a file, or a folder, is written until it is whole; it says which process writes. */
export function partFile(path: string): string {
  return `${path}.${process.pid}@${host}.part`;
}

/**
 * Removes what killed processes have left half-written in a folder. Who cannot remove it leaves it.
 *
 * @param within whether the folders in it are looked through as well.
 */
export function removeAbandonedParts(folder: string, { within = false } = {}): void {
  for (const name of names(folder, within)) {
    const [, pid, writer] = partName.exec(name) ?? [];
    if (pid === undefined) continue;
    const path = join(folder, name);
    try {
      const isOld = Date.now() - statSync(path).mtimeMs > aDay;
      if (isOld || (writer === host && !isAtWork(Number(pid))))
        rmSync(path, { recursive: true, force: true });
    } catch {}
  }
}

function names(folder: string, within: boolean): readonly string[] {
  try {
    return readdirSync(folder, { encoding: 'utf8', recursive: within });
  } catch {
    return [];
  }
}

/** Whether another process has this number: this one has nothing half-written when it begins. */
function isAtWork(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
