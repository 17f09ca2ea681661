/**
 * A process that finds out what populations cost, says so, and ends. Whoever started it ends it when that takes too long:
 * so much as one step of an enormous network cannot be stopped from within.
 *
 * @module
 */
import { startBackend, stopBackends } from '../../backends/index.ts';
import { errorWords } from '../../error-in-one-line.ts';
import { loadSamePlugins, pluginFault } from '../../plugins/index.ts';
import { endWithParent } from '../../processes/end-with-parent.ts';
import { calibrate } from './calibrate.ts';
import type { CalibrationAnswer, CalibrationRequest } from './calibrate-apart.ts';

async function answerTo({
  backend,
  plugins,
  populations,
  budget,
  updates,
}: CalibrationRequest): Promise<CalibrationAnswer> {
  try {
    await loadSamePlugins(plugins);
    await startBackend(backend);
    process.send!('ready');
    return { costs: await calibrate(populations, budget, updates) };
  } catch (error) {
    return { error: pluginFault(error) ?? errorWords(error) };
  }
}

endWithParent();
process.on('message', async (request: CalibrationRequest) => {
  const answer = await answerTo(request);
  process.send!(answer, () => {
    stopBackends();
    process.disconnect();
  });
});
