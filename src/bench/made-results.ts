import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RandomStream } from '../random.ts';
import type { TrainingRecord } from '../results/index.ts';
import { type NewRun, openReadonly, openStore, type Store } from '../store/index.ts';

/** How much a made run holds. */
export interface RunSize {
  readonly updates: number;
  /** Layers whose gradients are kept at every update, besides the whole. */
  readonly layers: number;
  readonly episodes: number;
  readonly evaluations: number;
}

/** How much a made experiment holds. */
export interface ResultsSize extends RunSize {
  readonly optimizers: number;
  /** Runs of each optimizer. */
  readonly seeds: number;
}

/** A results file that is there for as long as the process is. */
export type MadeResults = { readonly db: ReturnType<typeof openReadonly>; readonly bytes: number };

const stepsPerUpdate = 512;
const secondsPerUpdate = 0.1;
/** Updates that are written in one transaction. */
const batch = 50;

/**
 * An experiment of made records in a file of its own, written as a sweep writes it. Returns rise at random; of every
 * optimizer one seed has diverged, for the views to look for the worst score.
 */
export function makeResults(size: ResultsSize): MadeResults {
  const path = join(folderOfProcess(), 'results.sqlite');
  const store = openStore(path);
  const { runIds } = store.createExperiment({
    title: 'made',
    command: 'rl-bench bench',
    config: {},
    fingerprint: 'made',
    version: 'made',
    host: {},
    runs: plannedRuns(size),
  });
  for (let population = 0; population < size.optimizers; population++) {
    const ids = runIds.slice(population * size.seeds, (population + 1) * size.seeds);
    writeMadeRuns(store, ids, size, RandomStream.of(population, 'bench'));
  }
  closeWhole(store);
  return { db: openReadonly(path), bytes: statSync(path).size };
}

/** A new folder that is there for as long as the process is. */
export function folderOfProcess(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rl-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes made records of runs that wait, from their beginning to their end. The first of them has diverged. */
export function writeMadeRuns(
  store: Store,
  ids: readonly number[],
  size: RunSize,
  stream: RandomStream,
): void {
  store.startRuns(ids);
  for (const records of madeRecords(size, ids.length, () => stream.normal())) store.write(ids, records);
}

/** Closes a file. Of one in use the log may hold the latest: here it is emptied, so that the size is of everything. */
export function closeWhole(store: Store): void {
  store.db.pragma('wal_checkpoint(truncate)');
  store.close();
}

function plannedRuns({ optimizers, seeds, updates }: ResultsSize): NewRun[] {
  return Array.from({ length: optimizers * seeds }, (_, index) => ({
    population: Math.floor(index / seeds),
    member: index % seeds,
    env: 'CartPole-v1',
    agent: 'ppo',
    optimizer: `OPTIMIZER${Math.floor(index / seeds)}`,
    seed: 1 + (index % seeds),
    phase: 'scoring',
    hyperparameters: {},
    learningRate: 0.001,
    totalTimesteps: updates * stepsPerUpdate,
    rewardThreshold: 475,
    backend: 'simd',
    criticOptimizer: null,
    criticLearningRate: null,
  }));
}

/** The records of so many runs of one population, in transactions of some updates. */
function* madeRecords(size: RunSize, runs: number, normal: () => number): Generator<TrainingRecord[]> {
  for (let from = 0; from < size.updates; from += batch) {
    const records: TrainingRecord[] = [];
    const to = Math.min(from + batch, size.updates);
    for (let done = from; done < to; done++) {
      for (let member = 0; member < runs; member++) pushUpdate(records, size, member, done, normal);
    }
    yield records;
  }
  yield Array.from({ length: runs }, (_, member) => ({
    kind: 'end',
    member,
    status: member === 0 ? 'diverged' : 'finished',
    error: null,
    envSteps: size.updates * stepsPerUpdate,
    updates: size.updates,
    wallS: size.updates * secondsPerUpdate,
  }));
}

/** What a member reports of its update after so many. */
function pushUpdate(
  records: TrainingRecord[],
  size: RunSize,
  member: number,
  done: number,
  normal: () => number,
): void {
  const at = { envStep: (done + 1) * stepsPerUpdate, wallS: (done + 1) * secondsPerUpdate };
  const updateIndex = done + 1;
  const score = () => Math.min(500, Math.max(8, (500 * updateIndex) / size.updates + 50 * normal()));
  const [from, to] = share(size.episodes, done, size.updates);
  for (let episode = from; episode < to; episode++) {
    records.push({ kind: 'episode', member, episode, ...at, return: score(), length: 100, success: null });
  }
  records.push({
    kind: 'update',
    member,
    updateIndex,
    ...at,
    policyLoss: normal(),
    valueLoss: normal(),
    entropy: normal(),
    approxKl: normal(),
    clipFraction: normal(),
    explainedVariance: normal(),
    learningRate: 0.001,
    criticLearningRate: null,
  });
  for (let layerIndex = 0; layerIndex <= size.layers; layerIndex++) {
    records.push({
      kind: 'gradient',
      member,
      updateIndex,
      layerIndex,
      layer: layerName(layerIndex, size.layers),
      gradNorm: Math.abs(normal()),
      gradMean: normal(),
      gradStd: normal(),
      gradMaxAbs: normal(),
      updateNorm: normal(),
      paramNorm: normal(),
      cosinePrevious: normal(),
      gradSignal: normal(),
      gradNoise: Math.abs(normal()),
    });
  }
  const [first, last] = share(size.evaluations, done, size.updates);
  if (last > first) {
    const outcome = { meanReturn: score(), stdReturn: 10, successRate: null };
    records.push({ kind: 'evaluation', member, updateIndex, ...at, episodes: 16, ...outcome });
  }
}

/** Which of `count` things, spread evenly over `updates`, fall to one of them: from the first to before the last. */
function share(count: number, done: number, updates: number): [from: number, to: number] {
  return [Math.floor((count * done) / updates), Math.floor((count * (done + 1)) / updates)];
}

/** Kernels and biases in turn, of an actor and then of a critic. */
function layerName(index: number, layers: number): string {
  if (index === 0) return '';
  const half = layers / 2;
  const within = (index - 1) % half;
  return `${index <= half ? 'actor' : 'critic'}.${Math.floor(within / 2)}.${within % 2 === 0 ? 'kernel' : 'bias'}`;
}
