import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stoppingBackends } from '../backends/index.ts';
import { RunError, UsageError } from '../errors.ts';
import type { MetaGenerationRow } from '../results/index.ts';
import {
  describeHost,
  lastMetaState,
  newestOf,
  patiently,
  type Store,
  waitsForLock,
  waitsForWriter,
  writeResults,
} from '../store/index.ts';
import { auto } from '../sweep/run/auto-backend.ts';
import { chooseBackend } from '../sweep/run/choose-backend.ts';
import { fitted } from '../sweep/run/fitted.ts';
import { type HowToRun, howToRun, type RunOptions } from '../sweep/run/run-options.ts';
import { WorkerPool } from '../sweep/run/worker-pool.ts';
import { thisProgram } from '../text/this-program.ts';
import { describeVersion } from '../version.ts';
import { writeWhole } from '../write-whole.ts';
import { evolved, firstState, generationRows, type MetaState, savedState } from './evolve.ts';
import { FitnessOfMembers } from './fitness.ts';
import { drawGeneration } from './generation.ts';
import { type MetaPlan, studyOf } from './meta-plan.ts';
import { trainGeneration } from './train-generation.ts';
import { trainedWeights } from './trained-weights.ts';

/** How a meta-training is carried out. */
export interface MetaTrainOptions extends RunOptions {
  /** Default `auto`. Whoever goes on does so where it was begun. */
  readonly backend?: string | undefined;
  /** The file that takes the weights. */
  readonly out: string;
  /** Whether that file may be there already, and is replaced. Default false. */
  readonly force?: boolean | undefined;
  /** Goes on with the same meta-training where the results file has it. Default false, which refuses then. */
  readonly resume?: boolean | undefined;
  /** What asks for it, for the results file. Default: this program. */
  readonly command?: string | undefined;
  /** Told of every generation when it is in the file. */
  readonly generationEnded?: (row: MetaGenerationRow) => void;
  /** Told when there is something to go on with. */
  readonly begun?: () => void;
}

/** What came of it. */
export interface MetaTrained {
  readonly experiment: number;
  /** Generations that are over, those of earlier sittings too. */
  readonly generations: number;
  /** SHA-256 of the file; undefined where the signal has stopped it before its end. */
  readonly sha256: string | undefined;
}

/**
 * Trains the weights of a learned optimizer by an evolution strategy, and writes them into a file. Every generation is
 * written into the results file when it is over, with all that the next one needs.
 *
 * @throws UsageError for what cannot be trained, before anything is written; RunError if a file cannot be written, or
 * candidates cannot be trained.
 */
export function metaTrain(plan: MetaPlan, options: MetaTrainOptions): Promise<MetaTrained> {
  refuseOutput(options);
  const how = howToRun(options);
  const tell = how.observer.note;
  return stoppingBackends(() =>
    writeResults(
      how.db,
      { wait: how.wait, onWait: () => tell(waitsForWriter), signal: how.signal },
      async (store) => {
        const folder = mkdtempSync(join(tmpdir(), 'rl-bench-meta-'));
        const pool = new WorkerPool();
        try {
          return await trainIn(store, plan, options, how, { folder, pool });
        } finally {
          await pool.end();
          rmSync(folder, { recursive: true, force: true });
        }
      },
    ),
  );
}

async function trainIn(
  store: Store,
  plan: MetaPlan,
  options: MetaTrainOptions,
  how: HowToRun,
  { folder, pool }: { readonly folder: string; readonly pool: WorkerPool },
): Promise<MetaTrained> {
  const { signal, plugins, apart, observer } = how;
  const { generations, fitness: kind, seeds } = plan.settings;
  const writing = <T>(write: () => T) => patiently(write, () => observer.note(waitsForLock));
  const found = begunBefore(store, plan, options);
  const sample = studyOf(plan, drawGeneration(plan, firstState(plan), 1, folder).population);
  const backend =
    found?.backend ?? (await chooseBackend(options.backend ?? auto, sample, plugins, observer.note));
  const spread = await fitted(sample, backend, how);
  const experiment = found?.id ?? (await writing(() => createExperiment(store, plan, backend, options, how)));
  const saved = lastMetaState(store.db, experiment);
  let state: MetaState = saved === undefined ? firstState(plan) : savedState(saved, plan);
  const common = { backend, plugins, apart, signal, pool, tell: observer.note };
  options.begun?.();
  while (state.generation < generations) {
    const begun = performance.now();
    const { directions, ...drawn } = drawGeneration(plan, state, state.generation + 1, folder);
    const members = new FitnessOfMembers(kind, drawn.population.members.length);
    const from = state.inner?.checkpoints;
    const checkpoints = await trainGeneration({ ...drawn, from }, members, spread, common);
    if (signal.aborted) return { experiment, generations: state.generation, sha256: undefined };
    const membersOf = directions.map((_, candidate) =>
      Array.from({ length: seeds }, (_, seed) => candidate * seeds + seed),
    );
    const fitness = membersOf.map((own) => own.reduce((sum, member) => sum + members.of(member), 0) / seeds);
    const lost = membersOf.map((own) => own.some((member) => members.diverged(member)));
    if (fitness.every(Number.isNaN)) {
      throw new RunError(
        `no candidate of generation ${state.generation + 1} came to a fitness; try smaller steps of the optimizer, a smaller --sigma or longer runs${state.inner ? ', or fewer --truncations' : ''}`,
      );
    }
    const next = evolved(state, { directions, fitness, lost, checkpoints }, plan);
    const rows = generationRows(state, next, fitness, (performance.now() - begun) / 1000, plan);
    await writing(() => store.writeMetaGeneration(experiment, rows));
    state = next.state;
    options.generationEnded?.(rows.generation);
  }
  const bytes = trainedWeights(plan, state.theta);
  writeWeights(options.out, bytes);
  return { experiment, generations, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** @throws UsageError for a file that cannot take the weights. */
function refuseOutput({ out, force = false }: MetaTrainOptions): void {
  if (!/.\.safetensors$/i.test(out)) {
    throw new UsageError(
      `--out needs the name of a .safetensors file, by which weights are told from others, given "${out}"`,
    );
  }
  if (existsSync(out) && !force) {
    throw new UsageError(
      `"${out}" is there already; name another file with --out, or replace it with --force`,
    );
  }
}

/** @throws RunError: the weights are in the results file then, and are not lost. */
function writeWeights(path: string, bytes: Uint8Array): void {
  try {
    writeWhole(path, bytes);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new RunError(
      `${error.message} with --out: the same command with --resume writes the weights from the results file`,
    );
  }
}

/** The experiment to go on with. @throws UsageError */
function begunBefore(
  { db, path }: Store,
  plan: MetaPlan,
  { resume = false, backend: asked = auto }: MetaTrainOptions,
): { readonly id: number; readonly backend: string } | undefined {
  const found = newestOf(db, fingerprint(plan));
  if (found === undefined) return undefined;
  const { id, configJson } = found;
  if (!resume) {
    throw new UsageError(
      `this meta-training is in "${path}" already, as experiment ${id}: go on with it by --resume; to train it once more, give another --seed, or another file with --db FILE`,
    );
  }
  const { backend } = JSON.parse(configJson) as { readonly backend: string };
  if (asked !== auto && asked !== backend) {
    throw new UsageError(
      `experiment ${id} was begun on ${backend}, and on ${asked} it would not come to the same weights; drop --backend`,
    );
  }
  return { id, backend };
}

function createExperiment(
  store: Store,
  plan: MetaPlan,
  backend: string,
  { command = thisProgram() }: MetaTrainOptions,
  { plugins }: HowToRun,
): number {
  return store.createExperiment({
    title: plan.title,
    command,
    config: { ...configOf(plan), backend, plugins },
    fingerprint: fingerprint(plan),
    version: describeVersion(),
    host: describeHost(),
    runs: [],
  }).experimentId;
}

/** All that decides what comes of it but the backend. */
function configOf({ settings, optimizer, initSha256, layout, population }: MetaPlan): object {
  const { init_from, ...others } = settings;
  return { kind: 'meta-train', settings: others, optimizer, initSha256, layout, population };
}

function fingerprint(plan: MetaPlan): string {
  return createHash('sha256')
    .update(JSON.stringify(configOf(plan)))
    .digest('hex');
}
