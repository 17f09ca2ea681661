import { expect, onTestFinished } from 'vitest';
import { type Started, started } from '../../cli/command.ts';
import { ask } from '../../cli/contents.ts';
import { until } from '../../cli/terminal.ts';

/** Longer than any of this takes on a busy machine, in milliseconds. */
export const patience = 180_000;

/** Starts an agent, in a process group of its own, that ends with the test. */
export function agentAt(
  folder: string,
  url: string,
  variables: Readonly<Record<string, string>> = {},
  ...flags: readonly string[]
): Started {
  const agent = started(folder, ['agent', url, '--workers', '1', ...flags], true, variables);
  onTestFinished(() => {
    signalAll(agent, 'SIGKILL');
  });
  return agent;
}

/** Sends a signal to an agent and to the processes that it trains in. */
export function signalAll({ pid }: Started, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

/** Starts a command that writes; it ends with the test. */
export function writerIn(
  folder: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Started {
  const writer = started(folder, args, true, variables);
  void writer.end.then((code) => {
    ended.set(folder, `exit code ${code}: ${writer.stderr()}`);
  });
  onTestFinished(() => signalAll(writer, 'SIGKILL'));
  return writer;
}

/** The agents that have begun runs so far, by their names, in which the process comes last. */
export function atWork(folder: string): string[] {
  try {
    return ask(folder, "select distinct machine from runs where status = 'running'") as string[];
  } catch {
    return [];
  }
}

/** Updates that are in the file. */
export function updatesIn(folder: string): number {
  try {
    return ask(folder, 'select count(*) from updates')[0] as number;
  } catch {
    return 0;
  }
}

/** How writers have ended, by their folders. */
const ended = new Map<string, string>();

/** Waits until something is so, at most until the writer in a folder has ended. */
export async function seen(folder: string, isSo: () => boolean): Promise<void> {
  let isSeen = false;
  await until(() => {
    isSeen = isSo();
    return isSeen || ended.has(folder);
  }, patience);
  expect(isSeen, ended.get(folder) ?? 'it did not happen').toBe(true);
}

/** Waits until an agent is training. */
export function trains(folder: string, { pid }: Pick<Started, 'pid'>): Promise<void> {
  return seen(folder, () => atWork(folder).some((name) => name.endsWith(`:${pid}`)));
}

export function isWhole(folder: string): boolean {
  return ask(folder, 'pragma integrity_check')[0] === 'ok';
}
