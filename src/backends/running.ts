import type { RunningBackend } from './backend-entry.ts';

/** Backends that were started. */
export const running = new Map<string, RunningBackend>();

let current: string | undefined;

/** The name of the one that was started last. */
export function currentBackend(): string | undefined {
  return current;
}

export function makeCurrent(name: string | undefined): void {
  current = name;
}

/** Stops what would keep the process from ending. What was computed there is gone. */
export function stopBackends(): void {
  for (const backend of running.values()) backend.stop?.();
  running.clear();
  current = undefined;
}
