import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { companyCounts, stoppingBackends } from '../../backends/index.ts';
import { RunError, TrainingFailedError, UsageError } from '../../errors.ts';
import { type LoadedPlugin, loadedPlugins, loadMissingPlugins } from '../../plugins/index.ts';
import { several } from '../../several.ts';
import {
  andThen,
  type Comparison,
  compareRuns,
  type FoundExperiment,
  isAtRest,
  isOver,
  openStore,
  type RunState,
  readExperiment,
  readResults,
  runStates,
} from '../../store/index.ts';
import { inTemporaryFolder } from '../../temporary-folder.ts';
import type { PopulationView } from '../../training/population-view.ts';
import { describeVersion } from '../../version.ts';
import { inOneProcess } from '../cost/divide-work.ts';
import { chosenMembers } from '../plan/chosen-members.ts';
import { leftOffAt } from '../plan/left-off-at.ts';
import type { PlannedPopulation } from '../plan/plan.ts';
import { differenceWords } from './difference-words.ts';
import { createExperiment } from './experiment.ts';
import { configOf } from './saved-config.ts';
import { silentObserver } from './sweep-observer.ts';
import { trainExperiment } from './train-experiment.ts';

/** What became of a run that was trained again. */
export interface Verification extends Comparison {
  /** The run's number. */
  readonly run: number;
  /** Of rl-bench when its experiment began. */
  readonly version: string;
  /** What it was trained on. */
  readonly backend: string;
  /** Runs that were trained beside it again: those that it trained with, where its last digits depend on them. */
  readonly company: number;
}

/** A run, the experiment that it belongs to, and its place there. */
export interface RunInFile extends RunState {
  readonly experiment: FoundExperiment;
  readonly population: number;
  readonly member: number;
  /** The same number as of the runs that trained with it; null in files of an rl-bench that did not divide populations. */
  readonly share: number | null;
  /** What it was trained on. */
  readonly backend: string;
}

/** @throws UsageError for a run that is not there or has not come to an end, as it takes to train it again. */
export function runInFile(db: Database, id: number): RunInFile {
  const run = db
    .prepare<
      [number],
      {
        status: RunState['status'];
        experimentId: number;
        population: number;
        member: number;
        share: number | null;
        backend: string;
        budgetShare: number | null;
      }
    >(
      'select status, experiment_id as experimentId, population, member, share, backend, budget_share as budgetShare from runs where id = ?',
    )
    .get(id);
  if (run === undefined) {
    throw new UsageError(
      `no run ${id} in "${db.name}"; rl-bench sql "select id, optimizer, seed from runs" lists them`,
    );
  }
  if (!isOver(run)) {
    throw new UsageError(
      `run ${id} is ${run.status}, it has not come to its end; finish it with rl-bench resume ${run.experimentId}, on the same file`,
    );
  }
  if (run.backend.includes(andThen)) {
    throw new UsageError(
      `run ${id} was trained on ${run.backend}: training it again on one of them says nothing about it`,
    );
  }
  const experiment = readExperiment(db, run.experimentId);
  if (experiment) return { id, ...run, experiment };
  throw new UsageError(`run ${id} belongs to experiment ${run.experimentId}, which is not in "${db.name}"`);
}

/** @throws UsageError for a run of which there is the policy alone or what another program measured, as it takes its training to train it again. */
export function refuseImported({ id, experiment: { importedFrom, importedWhat } }: RunInFile): void {
  if (importedFrom === null) return;
  throw new UsageError(
    `run ${id} was imported from ${JSON.stringify(importedFrom)}: ${importedWhat === 'results' ? 'neither its training nor its policy is' : 'its training is not'} in this file; choose a run that was trained here`,
  );
}

/** Which run to verify, and how. */
export interface VerifyOptions {
  /** Path of the results file. */
  readonly db: string;
  /** Its number. */
  readonly run: number;
  /** What was loaded by `loadPlugins`. Default: all of it. */
  readonly plugins?: readonly LoadedPlugin[] | undefined;
  /** Ends the work: the promise is rejected with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called when there is something to end: what comes before leaves nothing behind. */
  readonly begun?: (() => void) | undefined;
}

/**
 * Trains a run of a results file again and compares every number. The file stays as it is.
 *
 * @returns what differs. Of a run that was trained on a backend of the CPU nothing should.
 * @throws UsageError for a run that is not there or has not come to an end; RunError if it cannot be trained.
 */
export function verifyRun({
  db: path,
  run: id,
  plugins,
  signal = new AbortController().signal,
  begun = () => {},
}: VerifyOptions): Promise<Verification> {
  return stoppingBackends(() =>
    readResults(path, async (db) => {
      const run = runInFile(db, id);
      refuseImported(run);
      const wanted = configOf(run.experiment).plugins;
      const loaded = await loadMissingPlugins(wanted, plugins ?? loadedPlugins());
      begun();
      return inFolderForTraining(async (folder) => {
        const verification = await trainAgain(db, run, { plugins: loaded, folder, signal });
        signal.throwIfAborted();
        return verification;
      });
    }),
  );
}

/** Does something in a folder to train in again, which goes when that is done and when the process ends. */
export function inFolderForTraining<T>(work: (folder: string) => Promise<T>): Promise<T> {
  return inTemporaryFolder('rl-bench-verify-', work);
}

/** How a run is trained again. */
export interface AgainOptions {
  /** What stands for those of its experiment, loaded. */
  readonly plugins: readonly LoadedPlugin[];
  /** To write to. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Shown the member on its way, and its place in the population; the run is trained in this process then. */
  readonly memberObserver?: ((view: PopulationView, place: number) => Promise<void>) | undefined;
}

/**
 * Trains a run again on the backend that it was trained on, and compares all that it writes with what is in the file. On the
 * backends of the CPU every bit is to be the same. Where company decides the last ones, the runs that it trained with train
 * beside it again; elsewhere it is alone.
 */
export async function trainAgain(
  db: Database,
  run: RunInFile,
  { plugins, folder, signal, memberObserver }: AgainOptions,
): Promise<Verification> {
  const { backend } = run;
  const { title } = configOf(run.experiment);
  const members = membersAgain(db, run);
  const place = members.indexOf(run.member);
  const store = openStore(join(folder, 'again.sqlite'));
  try {
    const plan = { title, populations: [planOf(run, members)] };
    const settings = { backend, plugins };
    const experiment = createExperiment(store, plan, { ...settings, command: '', fingerprint: '' });
    const populationObserver = memberObserver && ((view: PopulationView) => memberObserver(view, place));
    const how = { spread: inOneProcess, signal, observer: silentObserver, populationObserver };
    await trainExperiment(experiment, store, { ...settings, ...how }).catch((error: unknown) => {
      // What happens to its company was not asked.
      const ended = isAtRest(runStates(store.db, experiment.id)[place]!);
      if (!(error instanceof TrainingFailedError) || !ended) throw error;
    });
    if (run.status === 'dropped') store.drop([experiment.runIds[place]!]);
    const found = compareRuns({ db, id: run.id }, { db: store.db, id: experiment.runIds[place]! });
    const { version } = run.experiment;
    return { run: run.id, version, backend, company: members.length - 1, ...found };
  } finally {
    store.close();
  }
}

/** The places in its population of the members that a run is trained again with, its own among them. */
function membersAgain(db: Database, { experiment, population, member, share, backend }: RunInFile): number[] {
  if (!companyCounts(backend)) return [member];
  return db
    .prepare<[number, number, number | null], number>(
      'select member from runs where experiment_id = ? and population = ? and share is ? order by member',
    )
    .pluck()
    .all(experiment.id, population, share);
}

/** The population of a run with that run's member alone. */
export function planOfRun(run: RunInFile): PlannedPopulation {
  return planOf(run, [run.member]);
}

/** The population of a run with some of its members. */
function planOf(
  { id, experiment, population, budgetShare }: RunInFile,
  members: readonly number[],
): PlannedPopulation {
  const planned = configOf(experiment).populations[population];
  if (planned === undefined || members.some((member) => planned.population.members[member] === undefined)) {
    throw new UsageError(`run ${id} is not in the plan of experiment ${experiment.id}; start it anew`);
  }
  return leftOffAt(
    chosenMembers(
      planned,
      planned.population.members.map((_, member) => members.includes(member)),
    ),
    budgetShare ?? undefined,
  );
}

/** `run 3 trained again`, `run 3 trained again beside the 4 runs that it trained with` */
export function trainedAgain({ run, company }: Verification): string {
  const beside = company === 0 ? '' : ` beside the ${several(company, 'run')} that it trained with`;
  return `run ${run} trained again${beside}`;
}

/** Complains of what differs, if anything does. @throws RunError */
export function refuseDifferences(verification: Verification): void {
  const { version, backend, differences } = verification;
  if (differences.length === 0) return;
  const other = version === describeVersion() ? '' : `; it was made by rl-bench ${version}`;
  const otherCompany = companyCounts(backend)
    ? `; on ${backend} last digits depend on who trains together, which changes where a population goes on after some of its runs have ended`
    : '';
  throw new RunError(
    `${trainedAgain(verification)} is not the same: ${differences.map(differenceWords).join('; ')}${other}${otherCompany}`,
  );
}
