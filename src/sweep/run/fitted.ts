import { startBackend } from '../../backends/index.ts';
import { type FittedPlan, fitToMemory } from '../cost/fit-to-memory.ts';
import { memoryRoom } from '../cost/memory-room.ts';
import type { SweepPlan } from '../plan/plan.ts';
import type { HowToRun } from './run-options.ts';

/** The plan as it fits into memory, on the backend that will train, which is started. */
export async function fitted(
  plan: SweepPlan,
  backend: string,
  { workers, observer }: Pick<HowToRun, 'workers' | 'observer'>,
): Promise<FittedPlan> {
  await startBackend(backend);
  const sideBySide = Math.min(workers, plan.populations.length);
  return fitToMemory(plan, memoryRoom(backend, sideBySide), workers, observer.note);
}
