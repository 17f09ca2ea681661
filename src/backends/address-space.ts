import { readFileSync } from 'node:fs';

/**
 * Bytes of addresses that this process may have, used or not: `ulimit -v`, which schedulers of clusters set too (`h_vmem`).
 * Infinite where there is no such limit, or where it cannot be read.
 */
export function addressSpaceLimit(): number {
  return Number(fieldOf('/proc/self/limits', /^Max address space +(\d+)/m) ?? Number.POSITIVE_INFINITY);
}

/** Bytes that it may still ask for. */
export function addressSpaceLeft(): number {
  const limit = addressSpaceLimit();
  if (limit === Number.POSITIVE_INFINITY) return limit;
  const kibibytes = Number(fieldOf('/proc/self/status', /^VmSize:\s+(\d+) kB/m) ?? 0);
  return Math.max(0, limit - kibibytes * 1024);
}

function fieldOf(path: string, field: RegExp): string | undefined {
  try {
    return field.exec(readFileSync(path, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
