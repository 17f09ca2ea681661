import { type Call, formatCall, isCall } from '../../call-expression.ts';
import type { TrainingRecord } from '../../results/index.ts';
import { average, median } from '../../stats/index.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { assemble } from '../../workloads/assemble.ts';
import { mostTrajectoryPoints } from '../../workloads/control/trajectory-watch.ts';
import { resolveTask } from '../../workloads/tasks.ts';
import { trainPopulation } from '../../workloads/train-population.ts';
import { learnedBytes } from './learned-bytes.ts';

/** What something takes that all members of a population do together. */
export interface Seconds {
  /** However many they are. */
  readonly shared: number;
  /** More for each of them. */
  readonly each: number;
}

/** What a population costs. */
export interface Cost {
  /** An environment step of every member, and what is learned from it. */
  readonly step: Seconds;
  /** An evaluation, at the beginning of training. */
  readonly evaluation: Seconds;
  /** How many times as long it takes once episodes last as long as they may. */
  readonly growth: number;
  /** Environment steps of an update. */
  readonly update: number;
  /** Records of an environment step. */
  readonly records: number;
  /** Records of the last evaluation that no other evaluation makes. */
  readonly lastRecords: number;
  /** Bytes of a checkpoint beside `learnedBytes`. */
  readonly checkpoint: number;
  /** Environment steps of an episode, at the beginning of training. */
  readonly episode: number;
}

/** More members cost about as much more; fewer share what an update takes however many there are. */
const mostMembers = 32;
/** The first ones wait for compilers, caches and recordings: the later half is timed. */
const usualUpdates = 6;
/** Seconds of updates after which their times have settled, where so few take less. */
const settledAfter = 0.2;
/** The update after which policies are evaluated again. */
const evaluatedUpdate = 2;
/** Seconds after which no other update is waited for, and no member is tried alone. */
const patience = 2;

/**
 * Finds out what populations cost by training a little of each, with all members and with one alone, on the backend that
 * was started. Those that are alike are tried once. When the time for it is over, the rest are taken to cost what those
 * cost that have been tried, on the same task if there are any.
 *
 * @param budget seconds after which no other population is tried.
 * @param updates that are made of each, at most: more than one.
 */
export async function calibrate(
  populations: readonly PopulationPlan[],
  budget: number,
  updates = usualUpdates,
): Promise<Cost[]> {
  const known = new Map<string, Cost>();
  const byTask = new Map<string, Cost[]>();
  const began = performance.now();
  const firsts = new Map([...populations].reverse().map((each) => [taskOf(each), each])).values();
  // One of each task before a second of any.
  for (const population of new Set([...firsts, ...populations])) {
    if (known.has(kindOf(population))) continue;
    if (known.size > 0 && performance.now() - began > 1000 * budget) break;
    const members = population.members.slice(0, mostMembers);
    const cost = await costOf({ ...population, members }, updates);
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

/** What a population costs, from trials of all its members and of one alone. */
async function costOf(population: PopulationPlan, updates: number): Promise<Cost> {
  const { members } = population;
  const began = performance.now();
  const { step, evaluation, ...others } = await trial(population, updates);
  // Where so little takes so long, members hardly share anything beside what each of them computes.
  if (members.length === 1 || performance.now() - began > 1000 * patience) {
    const apart = (seconds: number): Seconds => ({ shared: 0, each: seconds / members.length });
    return { step: apart(step), evaluation: apart(evaluation), ...others };
  }
  const alone = await trial({ ...population, members: members.slice(0, 1) }, updates);
  return {
    step: dividedSeconds(step, alone.step, members.length),
    evaluation: dividedSeconds(evaluation, alone.evaluation, members.length),
    ...others,
  };
}

/** @param inAll seconds of so many members together. @param alone seconds of one. */
function dividedSeconds(inAll: number, alone: number, members: number): Seconds {
  // What is measured scatters; neither part can be less than nothing.
  const each = Math.min(inAll / members, Math.max(0, (inAll - alone) / (members - 1)));
  return { shared: inAll - members * each, each };
}

/** What a population takes, all members together. */
interface Trial extends Omit<Cost, 'step' | 'evaluation'> {
  readonly step: number;
  readonly evaluation: number;
}

/**
 * Trains a few updates of a population, on the backend that was started. The first evaluation and the first updates wait
 * for compilers, caches and recordings, so the time of an update is the median of the later half.
 */
export async function trial(population: PopulationPlan, updates = usualUpdates): Promise<Trial> {
  // An end far away.
  const { totalEpisodes, ...boundless } = population;
  const endless = { ...boundless, totalTimesteps: Number.MAX_SAFE_INTEGER };
  const { updatesInAll } = assemble(endless);
  const { maxEpisodeSteps } = resolveTask(population.env);
  const count = Number.isFinite(updatesInAll) ? updatesInAll / evaluatedUpdate : 1;
  const plan = { ...endless, evaluation: { ...population.evaluation, count } };
  const times: number[] = [];
  const steps: number[] = [];
  const lengths: number[] = [];
  let records = 0;
  let checkpoint: number | undefined;
  let evaluation: number | undefined;
  const stop = new AbortController();
  const began = performance.now();
  let since = began;
  for await (const batch of trainPopulation(plan, { signal: stop.signal })) {
    if (stop.signal.aborted) {
      checkpoint = average(batch.flatMap((each) => (each.kind === 'checkpoint' ? [each.state.length] : [])));
      break;
    }
    const seconds = (performance.now() - since) / 1000;
    const evaluated = steps.length === 0 ? seconds : secondsOfEvaluation(batch);
    evaluation = evaluated ?? evaluation;
    times.push(seconds - (evaluated ?? 0));
    const last = batch.reduce(
      (most, each) => (each.kind === 'update' ? Math.max(most, each.envStep) : most),
      0,
    );
    steps.push(last);
    for (const each of batch) if (each.kind === 'episode') lengths.push(each.length);
    if (last > 0) records += batch.filter(({ kind }) => !ofEvaluations.has(kind)).length;
    const passed = (performance.now() - began) / 1000;
    const isLate = times.length > 1 && passed > patience;
    const isSettled = times.length > updates && passed > settledAfter;
    if (isLate || isSettled || batch.some(({ kind }) => kind === 'end')) stop.abort();
    since = performance.now();
  }
  const members = population.members.length;
  const all = Math.max(1, steps.at(-1)!);
  const perStep = times.map(
    (seconds, index) => seconds / Math.max(1, steps[index]! - (steps[index - 1] ?? 0)),
  );
  return {
    step: median(perStep.slice(Math.floor(times.length / 2)))!,
    evaluation: evaluation!,
    growth: lengths.length === 0 ? 1 : Math.max(1, maxEpisodeSteps! / Math.max(...lengths)),
    update: Math.max(1, all / Math.max(1, steps.length - 1)),
    records: records / (members * all),
    lastRecords: lastRecordsOf(population),
    checkpoint: checkpoint === undefined ? 0 : checkpoint - learnedBytes(population),
    episode: average(lengths) ?? 0,
  };
}

/** The trial never comes to its last evaluation. */
function lastRecordsOf({ env, evaluation }: PopulationPlan): number {
  if (resolveTask(env).maxEpisodeSteps === null) return 0;
  return mostTrajectoryPoints(evaluation.env ?? env, evaluation.episodes);
}

const ofEvaluations: ReadonlySet<string> = new Set(['evaluation', 'sampled-evaluation', 'trajectory']);

/** How long a batch's evaluation took after its updates; undefined where it has none. */
function secondsOfEvaluation(batch: readonly TrainingRecord[]): number | undefined {
  const lastOf = (kinds: readonly string[]): number | undefined => {
    const times = batch.flatMap((each) => (kinds.includes(each.kind) && 'wallS' in each ? [each.wallS] : []));
    return times.length === 0 ? undefined : Math.max(...times);
  };
  const evaluated = lastOf(['evaluation', 'sampled-evaluation']);
  return evaluated === undefined ? undefined : evaluated - lastOf(['update'])!;
}

function mean(costs: readonly Cost[]): Cost {
  const of = (pick: (cost: Cost) => number): number =>
    costs.reduce((sum, cost) => sum + pick(cost), 0) / costs.length;
  return {
    step: { shared: of(({ step }) => step.shared), each: of(({ step }) => step.each) },
    evaluation: {
      shared: of(({ evaluation }) => evaluation.shared),
      each: of(({ evaluation }) => evaluation.each),
    },
    growth: of(({ growth }) => growth),
    update: of(({ update }) => update),
    records: of(({ records }) => records),
    lastRecords: of(({ lastRecords }) => lastRecords),
    checkpoint: of(({ checkpoint }) => checkpoint),
    episode: of(({ episode }) => episode),
  };
}
