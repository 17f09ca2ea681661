import { type Call, formatCall, isCall } from '../call-expression.ts';
import { average } from '../stats/index.ts';
import type { PopulationPlan } from '../training/population-plan.ts';
import { trainPopulation } from '../training/train-population.ts';

/** What one member of a population costs. */
export interface Cost {
  /** Seconds of an environment step and what is learned from it. */
  readonly step: number;
  /** Seconds of an evaluation. */
  readonly evaluation: number;
  /** Records of an environment step. */
  readonly records: number;
  /** Environment steps of an episode, at the beginning of training. */
  readonly episode: number;
}

/** More members cost about as much more. */
const mostMembers = 4;
/** The first update warms up, the others are timed. */
const updates = 3;
/** Seconds after which no other update is waited for. */
const patience = 2;

/**
 * Finds out what populations cost by training a little of each, on the backend that was started. Those that are alike
 * are tried once. When the time for it is over, the rest are taken to cost what those cost that have been tried, on the
 * same task if there are any.
 *
 * @param budget seconds after which no other population is tried.
 */
export async function calibrate(populations: readonly PopulationPlan[], budget: number): Promise<Cost[]> {
  const known = new Map<string, Cost>();
  const byTask = new Map<string, Cost[]>();
  const began = performance.now();
  const firsts = new Map([...populations].reverse().map((each) => [taskOf(each), each])).values();
  // One of each task before a second of any.
  for (const population of new Set([...firsts, ...populations])) {
    if (known.has(kindOf(population))) continue;
    if (known.size > 0 && performance.now() - began > 1000 * budget) break;
    const members = population.members.slice(0, mostMembers);
    const cost = await costOf({ ...population, members });
    known.set(kindOf(population), cost);
    byTask.set(taskOf(population), [...(byTask.get(taskOf(population)) ?? []), cost]);
  }
  return populations.map(
    (population) =>
      known.get(kindOf(population)) ?? mean(byTask.get(taskOf(population)) ?? [...known.values()]),
  );
}

/** Populations of one task differ in the optimizer alone. */
function taskOf({ env, agent, network, evaluation }: PopulationPlan): string {
  const { episodes, sampled = false } = evaluation;
  return [env, formatCall(agent), formatCall(network), episodes, sampled].join(' ');
}

/** Populations of one kind differ in numbers alone, which cost nothing. */
function kindOf(population: PopulationPlan): string {
  const names = namesOf(population.members[0]!.optimizer);
  return [taskOf(population), ...names, Math.min(mostMembers, population.members.length)].join(' ');
}

/** An optimizer's name, and those of what it wraps. */
function namesOf({ name, positional: [inner] }: Call): string[] {
  return inner !== undefined && isCall(inner) ? [name, ...namesOf(inner)] : [name];
}

/** Finds out what a population costs by training a few updates of it, on the backend that was started. */
export async function costOf(population: PopulationPlan): Promise<Cost> {
  const count = population.members.length;
  // No evaluation but the first, and an end far away.
  const { totalEpisodes, ...boundless } = population;
  const trial = {
    ...boundless,
    totalTimesteps: Number.MAX_SAFE_INTEGER,
    evaluation: { ...population.evaluation, count: 1 },
  };
  const times: number[] = [];
  const steps: number[] = [];
  const lengths: number[] = [];
  let records = 0;
  const began = performance.now();
  let since = began;
  for await (const batch of trainPopulation(trial)) {
    times.push((performance.now() - since) / 1000);
    const last = batch.reduce(
      (most, each) => (each.kind === 'update' ? Math.max(most, each.envStep) : most),
      0,
    );
    steps.push(last);
    for (const each of batch) if (each.kind === 'episode') lengths.push(each.length);
    if (last > 0) records += batch.length;
    if (times.length > updates || batch.some(({ kind }) => kind === 'end')) break;
    if (times.length > 1 && performance.now() - began > 1000 * patience) break;
    since = performance.now();
  }
  // The first batch is the evaluation. The first update waits for compilers and caches, unless it is the only one.
  const from = Math.min(1, times.length - 2);
  const seconds = times.slice(from + 1).reduce((sum, each) => sum + each, 0);
  const all = Math.max(1, steps.at(-1)!);
  return {
    step: seconds / (count * Math.max(1, all - steps[from]!)),
    evaluation: times[0]! / count,
    records: records / (count * all),
    episode: average(lengths) ?? 0,
  };
}

function mean(costs: readonly Cost[]): Cost {
  const of = (pick: (cost: Cost) => number): number =>
    costs.reduce((sum, cost) => sum + pick(cost), 0) / costs.length;
  return {
    step: of(({ step }) => step),
    evaluation: of(({ evaluation }) => evaluation),
    records: of(({ records }) => records),
    episode: of(({ episode }) => episode),
  };
}
