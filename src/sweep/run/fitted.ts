import { dividesPopulations, isOnGpu, startBackend } from '../../backends/index.ts';
import type { Spread } from '../cost/divide-work.ts';
import { type Fitting, fitToMemory } from '../cost/fit-to-memory.ts';
import { FootprintTrials } from '../cost/footprint-trials.ts';
import { membersInCache } from '../cost/members-in-cache.ts';
import { memoryRoom } from '../cost/memory-room.ts';
import type { SweepPlan } from '../plan/plan.ts';
import type { HowToRun } from './run-options.ts';

/** Over how many processes a plan may be spread, and what there is memory for in them. */
export type FittedSpread = Spread & Pick<Fitting, 'bytes'>;

/** Seconds that it may take to try what a population needs; the compiler of a GPU takes its time the first time. */
const [patience, patienceOnGpu] = [60, 180];

/**
 * Holds a plan to the memory that there is, on the backend that will train, which is started.
 *
 * @throws TrialTooLongError where that cannot be found out in time; UsageError for what cannot be trained.
 */
export async function fitted(
  plan: SweepPlan,
  backend: string,
  { workers: { count, exactly }, plugins, observer }: Pick<HowToRun, 'workers' | 'plugins' | 'observer'>,
  seconds = isOnGpu(backend) ? patienceOnGpu : patience,
): Promise<FittedSpread> {
  await startBackend(backend);
  const divides = dividesPopulations(backend);
  const wanted = divides ? count : Math.min(count, plan.populations.length);
  const trials = new FootprintTrials({ backend, plugins }, seconds);
  try {
    const room = memoryRoom(backend);
    const fitting = await fitToMemory(plan, room, wanted, observer.note, (planned) => trials.of(planned));
    const fastest = plan.populations.map(({ population }) =>
      divides ? membersInCache(population) : Number.POSITIVE_INFINITY,
    );
    const most = (workers: number) =>
      fitting.most(workers).map((fits, population) => Math.min(fits, fastest[population]!));
    return { ...fitting, most, exactly, divides };
  } finally {
    trials.end();
  }
}
