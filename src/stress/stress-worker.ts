/**
 * A process that tries one optimizer on one problem after the other for the one that started it, which writes down what
 * comes of it and ends it.
 *
 * @module
 */
import { startBackend } from '../backends/index.ts';
import { loadSamePlugins, outliveRejections, toldError } from '../plugins/index.ts';
import { endWithParent } from '../processes/end-with-parent.ts';
import { leaveSignalsToParent } from '../processes/leave-signals-to-parent.ts';
import { problemNamed } from './problems/index.ts';
import type { StressAnswer, StressAssignment } from './try-in-workers.ts';
import { tuneAndScore } from './tune-and-score.ts';

let ready: Promise<void> | undefined;

/** All that it is ever told to try needs the same plugins and the same backend. */
async function prepare({ backend, plugins }: StressAssignment): Promise<void> {
  await loadSamePlugins(plugins);
  await startBackend(backend);
}

async function answerTo(assignment: StressAssignment): Promise<StressAnswer> {
  try {
    ready ??= prepare(assignment);
    await ready;
    const { optimizer, problem, settings } = assignment;
    return { trials: (await tuneAndScore(optimizer, problemNamed(problem), settings))! };
  } catch (error) {
    return toldError(error);
  }
}

endWithParent();
leaveSignalsToParent();
outliveRejections();
process.on('message', async (assignment: StressAssignment) => {
  process.send!(await answerTo(assignment));
});
