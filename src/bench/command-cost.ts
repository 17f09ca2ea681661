import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunError } from '../errors.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';
import { packageRoot } from '../version.ts';
import type { TimedWork } from './topic.ts';

/** What a command has cost. */
export interface CommandCost {
  /** Of its own process and its threads. */
  readonly cpuSeconds: number;
  /** On the clock, Node's own start included. */
  readonly seconds: number;
  /** The most memory that its process had at any time. */
  readonly peakBytes: number;
}

/** Runs in the command's process alone: what that starts inherits Node's options, but has another parent. */
const hook = `
import { writeFileSync } from 'node:fs';
if (process.env.RL_BENCH_MEASURED_BY === String(process.ppid)) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const cost = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakBytes: maxRSS * 1024 };
    writeFileSync(process.env.RL_BENCH_COST, JSON.stringify(cost));
  });
}`;

/**
 * Carries out `rl-bench …` in a process of its own. Whatever it writes goes to a folder that is thrown away.
 *
 * @throws RunError if it fails.
 */
export function commandCost(words: readonly string[]): Promise<CommandCost> {
  return inTemporaryFolder('rl-bench-', async (folder) => {
    const report = join(folder, 'cost.json');
    const start = performance.now();
    const command = spawn(
      process.execPath,
      [
        `--import=data:text/javascript,${encodeURIComponent(hook)}`,
        join(packageRoot(), 'dist', 'cli.js'),
        ...words,
      ],
      {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, RL_BENCH_MEASURED_BY: String(process.pid), RL_BENCH_COST: report },
      },
    );
    const kill = () => command.kill('SIGKILL');
    process.once('exit', kill);
    let said = '';
    command.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [code, signal] = (await once(command, 'close')) as [number | null, NodeJS.Signals | null];
    process.off('exit', kill);
    const seconds = (performance.now() - start) / 1000;
    if (code === 0) return { seconds, ...JSON.parse(readFileSync(report, 'utf8')) };
    throw new RunError(
      `rl-bench ${words.join(' ')} ended with ${signal ?? `exit code ${code}`}: ${said.trim()}`,
    );
  });
}

/** A command as something to measure; its cost is in the facts. A unit is the command. */
export function timedCommand(words: readonly string[]): TimedWork {
  let latest: CommandCost;
  return {
    once: true,
    async work() {
      latest = await commandCost(words);
      return 1;
    },
    facts: () => ({ ...latest }),
  };
}
