import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { started } from './command.ts';
import { ask } from './contents.ts';
import { until } from './terminal.ts';

/** Longer than any of this takes on a busy machine, in milliseconds. */
export const patience = 120_000;

/** How many updates are in the file, in which there may be nothing yet. */
export function updates(folder: string): number {
  try {
    return ask(folder, 'select count(*) from updates')[0] as number;
  } catch {
    return 0;
  }
}

/**
 * Starts a command and kills it at a random moment after it has computed so many more updates.
 *
 * @returns whether it was still at work.
 */
export async function killedAfter(
  folder: string,
  args: readonly string[],
  further: number,
): Promise<boolean> {
  const before = updates(folder);
  const child = started(folder, args);
  let hasEnded = false;
  void child.end.then(() => {
    hasEnded = true;
  });
  expect(await until(() => hasEnded || updates(folder) >= before + further, patience)).toBe(true);
  await setTimeout(20 * Math.random());
  child.kill('SIGKILL');
  return (await child.end) === null;
}
