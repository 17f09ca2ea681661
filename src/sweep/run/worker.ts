/**
 * A worker process: trains one share of a population after the other, and reports what happens to the process that started
 * it, which writes it down. It keeps nothing itself, so nothing is lost when it dies. It ends when nobody is there to tell
 * it more.
 *
 * @module
 */
import { backendFailure, startBackend, stopBackends } from '../../backends/index.ts';
import { giveWay } from '../../give-way.ts';
import { loadSamePlugins, outliveRejections } from '../../plugins/index.ts';
import { endWithParent } from '../../processes/end-with-parent.ts';
import { leaveSignalsToParent } from '../../processes/leave-signals-to-parent.ts';
import type { TrainingRecord } from '../../results/index.ts';
import { trainPopulation } from '../../workloads/train-population.ts';
import { failureMessage } from './failure-message.ts';
import { type Assignment, type Report, stopRequest } from './worker-messages.ts';

/** Milliseconds of updates that are reported together: messages and transactions cost as much as small updates. */
const togetherFor = 200;

/** Nobody is left to report to. */
const orphaned = (): never => process.exit(1);

/** Resolves when the message has left: a process that exits earlier would take it along. */
function report(message: Report): Promise<void> {
  return new Promise((resolve) => {
    process.send!(message, (error: Error | null) => (error ? orphaned() : resolve()));
  });
}

let ready: Promise<void> | undefined;

/** All that it is ever told to train needs the same plugins and the same backend. */
async function prepare({ backend, plugins }: Assignment): Promise<void> {
  await loadSamePlugins(plugins);
  await startBackend(backend);
}

async function train(assignment: Assignment, signal: AbortSignal): Promise<void> {
  ready ??= prepare(assignment);
  await ready;
  const { checkpointInterval } = assignment;
  const { population, ...job } = assignment.job;
  const stopped = (): void => void report({ kind: 'stopped' });
  let waiting: TrainingRecord[] = [];
  let reported = performance.now();
  const reportWaiting = async (): Promise<void> => {
    const records = waiting;
    waiting = [];
    if (records.length > 0) await report({ kind: 'records', records });
    reported = performance.now();
  };
  // The next update may take minutes, in which nothing is to be kept back.
  const kept = setInterval(reportWaiting, togetherFor);
  try {
    for await (const records of trainPopulation(population, {
      ...job,
      checkpointInterval,
      signal,
      stopped,
    })) {
      waiting.push(...records);
      if (performance.now() - reported >= togetherFor) await reportWaiting();
      await giveWay();
    }
  } finally {
    clearInterval(kept);
    await reportWaiting();
  }
}

const stop = new AbortController();
let training = false;
endWithParent();
leaveSignalsToParent();
outliveRejections();
process.on('disconnect', () => {
  if (training) orphaned();
  stopBackends();
  process.exit();
});
process.on('message', async (message: Assignment | typeof stopRequest) => {
  if (message === stopRequest) {
    stop.abort();
    await report({ kind: 'heard' });
    return;
  }
  training = true;
  try {
    await train(message, stop.signal);
    training = false;
    await report({ kind: 'done' });
  } catch (error) {
    const lost = backendFailure();
    const message = lost?.message ?? failureMessage(error);
    await report({ kind: 'failed', message, deviceLost: lost !== undefined });
  }
});
