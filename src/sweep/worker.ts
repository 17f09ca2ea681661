/**
 * A worker process: trains one population and reports what happens to the process that started it, which writes it
 * down. It keeps nothing itself, so nothing is lost when it dies.
 *
 * @module
 */
import { setImmediate } from 'node:timers/promises';
import { backendFailure, startBackend, stopBackends } from '../backends/index.ts';
import { errorWords } from '../error-in-one-line.ts';
import { RunError, UsageError } from '../errors.ts';
import { loadSamePlugins, pluginFault } from '../plugins/index.ts';
import { trainPopulation } from '../training/train-population.ts';
import { type Assignment, type Report, stopRequest } from './worker-messages.ts';

/** Nobody is left to report to. */
const orphaned = (): never => process.exit(1);

/** Resolves when the message has left: a process that exits earlier would take it along. */
function report(message: Report): Promise<void> {
  return new Promise((resolve) => {
    process.send!(message, (error: Error | null) => (error ? orphaned() : resolve()));
  });
}

async function train(assignment: Assignment, signal: AbortSignal): Promise<void> {
  const { backend, plugins, checkpointInterval, job } = assignment;
  await loadSamePlugins(plugins);
  await startBackend(backend);
  const { population, from } = job;
  for await (const records of trainPopulation(population, { from, checkpointInterval, signal })) {
    await report({ kind: 'records', records });
    // Training on the CPU never waits for anything; without this, no request to stop would get through.
    await setImmediate();
  }
}

/** In one line: what is not ours may be a plugin's. */
function messageOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof RunError) return error.message;
  return pluginFault(error) ?? errorWords(error);
}

const stop = new AbortController();
// A terminal sends Ctrl-C to all its processes; whether to stop is for the one that started us to say.
process.on('SIGINT', () => {});
process.on('disconnect', orphaned);
process.on('message', async (message: Assignment | typeof stopRequest) => {
  if (message === stopRequest) {
    stop.abort();
    return;
  }
  try {
    await train(message, stop.signal);
    await report({ kind: 'done' });
  } catch (error) {
    const lost = backendFailure();
    const message = lost?.message ?? messageOf(error);
    await report({ kind: 'failed', message, deviceLost: lost !== undefined });
  }
  stopBackends();
  process.off('disconnect', orphaned);
  process.disconnect();
});
