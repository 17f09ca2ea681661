import { setTimeout } from 'node:timers/promises';
import type { LoadedPlugin } from '../../plugins/index.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { assemble } from '../../workloads/assemble.ts';
import type { TrainingOptions } from '../../workloads/train-population.ts';
import type { Cost } from '../cost/calibrate.ts';
import { calibrateApart } from '../cost/calibrate-apart.ts';
import { type Division, divideWork, type Spread, wholeInOne } from '../cost/divide-work.ts';
import { secondsOf } from '../cost/estimate.ts';
import { trainHere } from './train-here.ts';
import type { TrainingListener } from './training-listener.ts';
import type { WorkLeft } from './work-left.ts';
import { trainInWorkers, type WorkerPool } from './worker-pool.ts';

/** Seconds after which no other population is tried, and after which nothing is waited for. */
const [budget, patience] = [1, 5];
/** That are made of each population to try it. */
const updates = 6;
/** Updates that a population has on average, from which on trying a few of them is a small part of all. */
const worthTrying = 50;
/** Seconds that training takes before anything is tried: what is over by then needs no other process. */
const headStart = 5;

/** What is trained, and over how many processes. */
export interface SpreadWork {
  /** All of a plan. */
  readonly populations: readonly PopulationPlan[];
  /** Kept up to date by the listener. */
  readonly left: WorkLeft;
  readonly spread: Spread;
}

export interface SpreadSettings extends Pick<TrainingOptions, 'populationObserver'> {
  readonly backend: string;
  readonly plugins: readonly LoadedPlugin[];
  /** Trains in other processes even where one does it. */
  readonly apart: boolean;
  /** Seconds. */
  readonly checkpointInterval: number;
  readonly signal: AbortSignal;
  /** Processes to train in, where there are some already. */
  readonly pool?: WorkerPool | undefined;
}

/**
 * Trains what is left of populations, in one process or spread over several, as a short calibration finds it fastest.
 * Meanwhile training begins in one, and moves to the others by checkpoints; what would end sooner than they start ends
 * there.
 *
 * @throws whatever the listener throws.
 */
export async function trainSpread(
  work: SpreadWork,
  settings: SpreadSettings,
  listener: TrainingListener,
): Promise<void> {
  const { spread, left } = work;
  const isOpen = spread.divides && spread.workers > 1;
  const isShort = isOpen && updatesInAll(work) < worthTrying * work.populations.length;
  if (!isOpen || (spread.exactly && isShort)) return train(divided(work, undefined), settings, listener);
  // Code of a plugin may hang: whoever waits for it alone would keep the others waiting.
  const costs = await (settings.plugins.length > 0
    ? calibrated(work, settings, settings.signal).catch(() => undefined)
    : trainMeanwhile(work, settings, listener));
  if (settings.signal.aborted || left.populations().length === 0) return;
  await train(divided(work, costs), settings, listener);
}

async function train(
  { shares, workers }: Division,
  settings: SpreadSettings,
  listener: TrainingListener,
): Promise<void> {
  const { populationObserver, plugins } = settings;
  // The code of a plugin may never return. In a process of its own it can be ended, and this one hears of the wish.
  const apart = (settings.apart || plugins.length > 0) && populationObserver === undefined;
  if (workers > 1 || apart) await trainInWorkers(shares, { ...settings, workers }, listener);
  else await trainHere(shares, settings, listener);
}

/**
 * Begins to train in one process until it is known what populations cost, or to the end where no other process pays.
 *
 * @returns what they cost; undefined where that is not known.
 */
async function trainMeanwhile(
  work: SpreadWork,
  settings: SpreadSettings,
  listener: TrainingListener,
): Promise<readonly Cost[] | undefined> {
  const { spread, left } = work;
  const known = new AbortController();
  const over = new AbortController();
  const ask = async (): Promise<readonly Cost[] | undefined> => {
    // Who has asked for so many processes does not wait to see whether they pay.
    if (!spread.exactly) await setTimeout(1000 * headStart, undefined, { signal: over.signal });
    const costs = await calibrated(work, settings, over.signal);
    if (!over.signal.aborted && divided(work, costs).workers > 1) known.abort();
    return costs;
  };
  // What the process that tries cannot train stays where it has begun: it may be known there alone.
  const asked = ask().catch(() => undefined);
  const inOne = wholeInOne(worksLeft(work, undefined), spread.most(spread.workers));
  try {
    await train(
      inOne,
      { ...settings, signal: AbortSignal.any([settings.signal, known.signal]) },
      {
        ...listener,
        ended(share) {
          if (!known.signal.aborted || left.isOver(share.population)) listener.ended(share);
        },
      },
    );
  } finally {
    over.abort();
  }
  return asked;
}

/** @param costs where they are not known, all members are taken to cost the same, whatever their company. */
function divided(work: SpreadWork, costs: readonly Cost[] | undefined): Division {
  const { spread } = work;
  return divideWork(worksLeft(work, costs), costs ? spread : { ...spread, exactly: true });
}

function worksLeft({ populations, left }: SpreadWork, costs: readonly Cost[] | undefined) {
  return left.populations().map((open) => {
    const { population } = open;
    const cost = costs?.[population];
    return { ...open, ...(cost ? secondsOf(populations[population]!, cost) : { shared: 0, each: 1 }) };
  });
}

function updatesInAll({ populations }: SpreadWork): number {
  return populations.reduce((sum, population) => sum + assemble(population).updatesInAll, 0);
}

function calibrated(
  { populations, spread }: SpreadWork,
  { backend, plugins }: SpreadSettings,
  signal: AbortSignal,
): Promise<readonly Cost[] | undefined> {
  const most = spread.most(spread.workers);
  const tried = populations.map((population, index) => ({
    ...population,
    members: population.members.slice(0, most[index]),
  }));
  return calibrateApart({ backend, plugins, populations: tried, budget, updates }, patience, signal);
}
