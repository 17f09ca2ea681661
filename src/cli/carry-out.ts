import { relative } from 'node:path';
import { startBackend } from '../backends/index.ts';
import type { LoadedPlugin } from '../plugins.ts';
import { print } from '../report/print.ts';
import { runSummary } from '../report/run-summary.ts';
import { openStore, runScores } from '../store/index.ts';
import { fitToMemory } from '../sweep/fit-to-memory.ts';
import { memoryRoom } from '../sweep/memory-room.ts';
import type { SweepPlan } from '../sweep/plan.ts';
import { runSweep } from '../sweep/run-sweep.ts';
import { defaultDatabase } from './database.ts';
import type { Execution } from './execution-flags.ts';
import { progressReporter } from './progress.ts';
import { shellWord } from './shell-word.ts';
import { stopOnSignals } from './stop-on-signals.ts';

/** Trains what a plan names, shows how it gets on, and prints what came of it. */
export async function carryOut(
  wanted: SweepPlan,
  { backend, workers: asked, db, json, quiet }: Execution,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  await startBackend(backend);
  const tell = (line: string): void => {
    if (!quiet) console.error(`rl-bench: ${line}`);
  };
  const { plan, workers } = await fitToMemory(wanted, memoryRoom(backend), asked, tell);
  const store = openStore(db);

  const stop = stopOnSignals();
  try {
    const observer = progressReporter(plan, quiet ? undefined : process.stderr);
    const command = ['rl-bench', ...process.argv.slice(2)].map(shellWord).join(' ');
    const { signal } = stop;
    const result = await runSweep(plan, store, { backend, workers, plugins, command, signal, observer });
    const { experimentId } = result;
    await print(
      json
        ? `${JSON.stringify(runScores(store.db, experimentId), null, 2)}\n`
        : `${runSummary(store.db, experimentId)}\n\n${nextSteps(store.path, experimentId)}\n`,
    );
    if (result.interrupted) process.exitCode = stop.exitCode();
  } finally {
    stop.release();
    store.close();
  }
}

function nextSteps(path: string, experimentId: number): string {
  const file = relative(process.cwd(), path);
  const db = file === defaultDatabase ? '' : ` --db ${shellWord(file)}`;
  const of = `where experiment_id = ${experimentId}"`;
  return [
    `Everything is in ${file} (experiment ${experimentId}). Next:`,
    `  npx rl-bench sql "select * from leaderboard ${of}${db}`,
    `  npx rl-bench sql "select * from learning_curves ${of}${db} --csv`,
    '  npx rl-bench list optimizers',
  ].join('\n');
}
