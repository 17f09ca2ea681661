/**
 * A process that measures the loss of a policy for the one that started it, and ends.
 *
 * @module
 */
import { stopBackends } from '../../backends/index.ts';
import { loadSamePlugins, outliveRejections, toldError } from '../../plugins/index.ts';
import { endWithParent } from '../../processes/end-with-parent.ts';
import { leaveSignalsToParent } from '../../processes/leave-signals-to-parent.ts';
import { readResults } from '../../store/index.ts';
import { trainedRun } from '../../sweep/run/trained-run.ts';
import { type MeasurementReport, type MeasurementRequest, stopRequest } from './measure-apart.ts';
import { measurePolicy } from './measure-policy.ts';

const stop = new AbortController();

async function answerTo({
  db: path,
  run,
  settings,
  plugins,
  folder,
}: MeasurementRequest): Promise<MeasurementReport> {
  try {
    await loadSamePlugins(plugins);
    const how = { plugins, folder, signal: stop.signal };
    const tell = (line: string): void => void process.send!({ line });
    const measure = readResults(
      path,
      (db) => measurePolicy(db, trainedRun(db, run), settings, how, tell),
      'nothing',
    );
    return { measurement: await measure };
  } catch (error) {
    return toldError(error);
  }
}

endWithParent();
leaveSignalsToParent();
outliveRejections();
process.on('message', async (message: MeasurementRequest | typeof stopRequest) => {
  if (message === stopRequest) {
    stop.abort();
    return;
  }
  const answer = await answerTo(message);
  process.send!(answer, () => {
    stopBackends();
    process.disconnect();
  });
});
