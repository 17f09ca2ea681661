/**
 * A process that tries what members of populations need, and is ended by the one that started it.
 *
 * @module
 */
import { setImmediate } from 'node:timers/promises';
import { startBackend } from '../../backends/index.ts';
import { loadSamePlugins, outliveRejections, toldError } from '../../plugins/index.ts';
import { endWithParent } from '../../processes/end-with-parent.ts';
import { leaveSignalsToParent } from '../../processes/leave-signals-to-parent.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { memberFootprint } from '../../workloads/member-footprint.ts';
import type { FootprintAnswer, TrialSettings } from './footprint-trials.ts';

async function prepare({ backend, plugins }: TrialSettings): Promise<void> {
  await loadSamePlugins(plugins);
  await startBackend(backend);
}

async function answerTo(prepared: Promise<void>, population: PopulationPlan): Promise<FootprintAnswer> {
  try {
    await prepared;
    return { footprint: await memberFootprint(population) };
  } catch (error) {
    return toldError(error);
  }
}

endWithParent();
leaveSignalsToParent();
outliveRejections();
process.on('disconnect', () => process.exit());
process.once('message', (settings: TrialSettings) => {
  const prepared = prepare(settings);
  // It is told of with the first population.
  prepared.catch(() => {});
  process.on('message', async (population: PopulationPlan) => {
    const answer = await answerTo(prepared, population);
    // Promises that nobody waits for are told of before it: after an error this process is ended.
    await setImmediate();
    process.send!(answer);
  });
});
