import { isOnGpu, startBackend } from '../../backends/index.ts';
import { type FittedPlan, fitToMemory } from '../cost/fit-to-memory.ts';
import { FootprintTrials } from '../cost/footprint-trials.ts';
import { memoryRoom } from '../cost/memory-room.ts';
import type { SweepPlan } from '../plan/plan.ts';
import type { HowToRun } from './run-options.ts';

/** Seconds that it may take to try what a population needs; the compiler of a GPU takes its time the first time. */
const [patience, patienceOnGpu] = [60, 180];

/**
 * The plan as it fits into memory, on the backend that will train, which is started.
 *
 * @throws TrialTooLongError where that cannot be found out in time; UsageError for what cannot be trained.
 */
export async function fitted(
  plan: SweepPlan,
  backend: string,
  { workers, plugins, observer }: Pick<HowToRun, 'workers' | 'plugins' | 'observer'>,
  seconds = isOnGpu(backend) ? patienceOnGpu : patience,
): Promise<FittedPlan> {
  await startBackend(backend);
  const sideBySide = Math.min(workers, plan.populations.length);
  const trials = new FootprintTrials({ backend, plugins }, seconds);
  try {
    const room = memoryRoom(backend, sideBySide);
    return await fitToMemory(plan, room, workers, observer.note, (planned) => trials.of(planned));
  } finally {
    trials.end();
  }
}
