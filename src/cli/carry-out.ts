import { startBackend } from '../backends/index.ts';
import { TrainingFailedError, UsageError } from '../errors.ts';
import { type LoadedPlugin, loadMissingPlugins } from '../plugins/index.ts';
import { several } from '../several.ts';
import { type FoundExperiment, newestOf, patiently, type Store, waitsForLock } from '../store/index.ts';
import { fitToMemory } from '../sweep/cost/fit-to-memory.ts';
import { memoryRoom } from '../sweep/cost/memory-room.ts';
import { fingerprint } from '../sweep/plan/fingerprint.ts';
import type { SweepPlan } from '../sweep/plan/plan.ts';
import { smallBudgets } from '../sweep/plan/small-budgets.ts';
import { createExperiment, type Experiment, type ExperimentSettings } from '../sweep/run/experiment.ts';
import { givePublished } from '../sweep/run/give-published.ts';
import { configOf } from '../sweep/run/saved-config.ts';
import { secondStage } from '../sweep/run/second-stage.ts';
import { trainStages } from '../sweep/run/train-stages.ts';
import { unfinished } from '../sweep/run/unfinished.ts';
import { type UnusableCheckpoint, unusableCheckpoints } from '../sweep/run/unusable-checkpoints.ts';
import { shellWord } from '../text/shell-word.ts';
import { describeVersion } from '../version.ts';
import type { Execution } from './execution-flags.ts';
import { dbFlag } from './next-steps.ts';
import { printOutcome } from './outcome.ts';
import { progressReporter } from './progress.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { withWayOn } from './way-on.ts';
import { teller, withStore } from './with-store.ts';

/** What to do with a plan that was begun in the same file before. */
export type Again = 'begin anew' | 'refuse' | 'go on';

/**
 * Trains what a plan names as an experiment of its own, shows how it gets on, and prints what came of it.
 *
 * @returns the experiment's id.
 */
export async function carryOut(
  wanted: SweepPlan,
  settings: ExperimentSettings,
  execution: Execution,
  again: Again = 'begin anew',
): Promise<number> {
  for (const note of smallBudgets(wanted)) teller(execution)(note);
  const { plan, workers } = await fitted(wanted, settings.backend, execution);
  const print = fingerprint(wanted);
  return withStore(execution, async (store) => {
    const found = again === 'begin anew' ? undefined : newestOf(store.db, print);
    if (found && again === 'refuse') throw alreadyThere(store, found);
    if (found) {
      await resumeIn(store, givePublished(store, found, wanted), execution, settings.plugins);
      return found.id;
    }
    const command = ['rl-bench', ...process.argv.slice(2)].map(shellWord).join(' ');
    const experiment = await patiently(
      () => createExperiment(store, plan, { ...settings, command, fingerprint: print }),
      () => teller(execution)(waitsForLock),
    );
    await train(store, experiment, settings, { ...execution, workers });
    return experiment.id;
  });
}

/**
 * Goes on with an experiment that was begun, if anything of it is left, and prints what came of it.
 *
 * @param named plugins that were named and loaded; those that the experiment was begun with are loaded too.
 * @param backend to go on on; by default the one that it was begun on.
 */
export async function goOn(
  found: FoundExperiment,
  execution: Execution,
  named: readonly LoadedPlugin[],
  { backend, restart = false }: { readonly backend?: string | undefined; readonly restart?: boolean } = {},
): Promise<void> {
  await withStore(execution, (store) => resumeIn(store, found, execution, named, backend, restart));
}

async function resumeIn(
  store: Store,
  found: FoundExperiment,
  execution: Execution,
  named: readonly LoadedPlugin[],
  wanted?: string,
  restart = false,
): Promise<void> {
  const { backend: before, plugins: recorded, ...left } = unfinished(store.db, found);
  const backend = wanted ?? before;
  const tell = teller(execution);
  const name = found.title === '' ? '' : ` (${found.title})`;
  if (left.runIds.length === 0 && secondStage(store.db, found.id).length === 0) {
    tell(`experiment ${found.id}${name} is complete: nothing is left to train`);
    await printOutcome(store, found.id, execution.json);
    return;
  }
  const unusable = unusableCheckpoints(store.db, left.runIds);
  if (unusable.length > 0 && !restart) throw cannotGoOn(store, found, unusable);
  const plugins = await loadMissingPlugins(recorded, named);
  tell(`experiment ${found.id}${name} goes on: ${several(left.runIds.length, 'run')} left`);
  if (found.version !== describeVersion()) {
    tell(
      `it was begun by rl-bench ${found.version}, this is ${describeVersion()}: the last digits may differ`,
    );
  }
  const { plan, workers } = await fitted(left.plan, backend, execution);
  const onWait = () => tell(waitsForLock);
  const again = unusable.map(({ runId }) => runId);
  if (again.length > 0) {
    tell(
      `${runNames(again)} cannot go on from a checkpoint and ${again.length === 1 ? 'begins' : 'begin'} again`,
    );
    await patiently(() => store.beginAgain(backend, again), onWait);
  }
  if (backend !== before) {
    tell(
      `it goes on on ${backend}, not ${before}: what its runs have beyond their checkpoints is trained anew`,
    );
    await patiently(
      () => store.moveTo(backend, found.id, { ...configOf(found), backend }, left.runIds),
      onWait,
    );
  }
  await train(store, { ...left, plan }, { backend, plugins }, { ...execution, workers });
}

async function train(
  store: Store,
  experiment: Experiment,
  settings: ExperimentSettings,
  execution: Execution,
): Promise<void> {
  const { workers, checkpointInterval, json, quiet } = execution;
  const progress = progressReporter(quiet ? undefined : process.stderr);
  const stop = stopOnSignals(progress.say);
  const { signal } = stop;
  let failure: TrainingFailedError | undefined;
  try {
    await trainStages(experiment, store, {
      ...settings,
      workers,
      checkpointInterval,
      signal,
      intoMemory: (plan) => fitted(plan, settings.backend, execution),
      observer: progress,
    }).catch((error: unknown) => {
      if (!(error instanceof TrainingFailedError)) throw withWayOn(error, store.path, experiment.id);
      failure = error;
    });
    await printOutcome(store, experiment.id, json);
    if (failure) throw withWayOn(failure, store.path, experiment.id);
    if (signal.aborted) process.exitCode = stop.exitCode();
  } finally {
    stop.release();
  }
}

/** The plan as it fits into memory, on the backend that will train, which is started. */
async function fitted(plan: SweepPlan, backend: string, execution: Execution) {
  await startBackend(backend);
  const workers = Math.min(execution.workers, plan.populations.length);
  return fitToMemory(plan, memoryRoom(backend, workers), execution.workers, teller(execution));
}

function cannotGoOn(
  { path }: Store,
  { id }: FoundExperiment,
  unusable: readonly UnusableCheckpoint[],
): UsageError {
  const whose = runNames(unusable.map(({ runId }) => runId));
  const [{ why }] = unusable as [UnusableCheckpoint];
  return new UsageError(
    `${whose} cannot go on from ${unusable.length === 1 ? 'its checkpoint' : 'their checkpoints'}: ${why}; ` +
      `rl-bench resume ${id} --restart-damaged${dbFlag(path)} trains ${unusable.length === 1 ? 'it' : 'them'} from the beginning and goes on with the others`,
  );
}

/** `run 3`, `runs 3, 4` */
function runNames(ids: readonly number[]): string {
  return `run${ids.length === 1 ? '' : 's'} ${ids.join(', ')}`;
}

function alreadyThere({ db, path }: Store, found: FoundExperiment): UsageError {
  const complete = unfinished(db, found).runIds.length === 0 && secondStage(db, found.id).length === 0;
  return new UsageError(
    `this study is in "${path}" already, as experiment ${found.id}: ` +
      (complete
        ? `it is complete, see rl-bench leaderboard --experiment ${found.id}${dbFlag(path)}`
        : 'go on with it by --resume') +
      '; to train it once more, give it another title, or another file with --db FILE',
  );
}
