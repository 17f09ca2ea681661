/**
 * A process that tries a backend: starts it, trains a little on it, says how that went, and ends. What a driver does to
 * a process, it does to this one.
 *
 * @module
 */
import { startBackend, stopBackends } from '../../backends/index.ts';
import { NoDeviceError } from '../../backends/no-device-error.ts';
import { loadSamePlugins } from '../../plugins/index.ts';
import { endWithParent } from '../../processes/end-with-parent.ts';
import { trial } from '../cost/calibrate.ts';
import type { TrialAnswer, TrialRequest } from './try-backend.ts';

async function attempt({
  backend,
  plugins,
  population,
  onRealDevice = false,
}: TrialRequest): Promise<TrialAnswer> {
  try {
    await loadSamePlugins(plugins);
    const { version, device } = await startBackend(backend);
    if (onRealDevice && device?.software)
      return { works: false, error: `${device.name} is a software device` };
    const { step } = await trial(population);
    return { works: true, version, device, secondsPerStep: step / population.members.length };
  } catch (error) {
    if (error instanceof NoDeviceError) return { works: false, error: error.problem };
    return { works: false, error: error instanceof Error ? error.message : String(error) };
  }
}

endWithParent();
process.on('message', async (request: TrialRequest) => {
  const answer = await attempt(request);
  process.send!(answer, () => {
    stopBackends();
    process.disconnect();
  });
});
