import { join } from 'node:path';
import { RunError, TrainingFailedError } from '../../errors.ts';
import { groupBy } from '../../group-by.ts';
import { several } from '../../several.ts';
import { compareRuns, isOver, openStore, readExperiment, runStates, type Store } from '../../store/index.ts';
import { inTemporaryFolder } from '../../temporary-folder.ts';
import { inOneProcess } from '../cost/divide-work.ts';
import { chosenMembers } from '../plan/chosen-members.ts';
import { leftOffAt } from '../plan/left-off-at.ts';
import type { OpenQueue } from '../queue/open-queue.ts';
import { unitsOfExperiment } from '../queue/units-left.ts';
import type { Unit } from '../units/unit.ts';
import { differenceWords } from './difference-words.ts';
import { createExperiment } from './experiment.ts';
import { configOf } from './saved-config.ts';
import { allOf } from './sweep-observer.ts';
import { trainExperiment } from './train-experiment.ts';
import type { HowToTrain } from './using-queue.ts';

/** A run in the results file. */
interface AuditedRun {
  readonly id: number;
  readonly machine: string | null;
  readonly isDropped: boolean;
}

/** A unit, or those of its members that successive halving has given the same share of their budgets. */
interface Audited extends Unit {
  readonly runs: readonly AuditedRun[];
  /** null: all of it. */
  readonly share: number | null;
}

/** True for about the given share of units, the same ones on every machine: the first digits of their names decide. */
export function isAudited({ id }: Pick<Unit, 'id'>, share: number): boolean {
  return Number.parseInt(id.slice(0, 12), 16) < share * 16 ** 12;
}

/**
 * Has other agents train some of the units of an experiment again, and compares row by row. The results file stays as it is.
 *
 * @throws RunError that names the machines where anything differs.
 */
export async function auditExperiment(
  store: Store,
  id: number,
  backend: string,
  openQueue: OpenQueue,
  how: Pick<HowToTrain, 'signal' | 'observer' | 'checkpointInterval'>,
): Promise<void> {
  const units = auditedUnits(store, id, backend, openQueue.audit);
  const { note } = how.observer;
  if (units.length === 0) {
    note(`the audit has chosen none of the units of experiment ${id}: a larger --audit chooses more`);
    return;
  }
  const named = namesOf(units);
  note(
    `${several(named, 'unit')} of experiment ${id} ${named === 1 ? 'is' : 'are'} trained again by other agents`,
  );
  await inTemporaryFolder('rl-bench-audit-', async (folder) => {
    const again = openStore(join(folder, 'again.sqlite'));
    try {
      await compareWith(again, units, store, id, backend, openQueue, how);
    } finally {
      again.close();
    }
  });
}

async function compareWith(
  again: Store,
  units: readonly Audited[],
  store: Store,
  id: number,
  backend: string,
  openQueue: OpenQueue,
  how: Pick<HowToTrain, 'signal' | 'observer' | 'checkpointInterval'>,
): Promise<void> {
  const { title, populations } = configOf(readExperiment(store.db, id)!);
  const plan = {
    title: `audit of ${title === '' ? `experiment ${id}` : title}`,
    populations: units.map(({ population, members, share }) => {
      const planned = populations[population]!;
      const own = planned.population.members.map((_, member) => members.includes(member));
      return leftOffAt(chosenMembers(planned, own), share ?? undefined);
    }),
  };
  const settings = { backend, plugins: [] };
  const experiment = createExperiment(again, plan, { ...settings, command: '', fingerprint: '' });
  await trainExperiment(experiment, again, {
    ...settings,
    ...how,
    observer: allOf({ note: how.observer.note }),
    spread: inOneProcess,
    openQueue,
    notBy: ({ population }) => units[population]!.runs.flatMap(({ machine }) => machine ?? []),
  }).catch((error: unknown) => {
    // A run that fails is compared as one that ends otherwise.
    if (!(error instanceof TrainingFailedError)) throw error;
  });
  if (how.signal.aborted) return;
  const runsAgain = [...experiment.runIds];
  const faults: string[] = [];
  let rows = 0;
  for (const unit of units) {
    for (const { id: run, machine, isDropped } of unit.runs) {
      const other = runsAgain.shift()!;
      if (isDropped) again.drop([other]);
      const found = compareRuns({ db: store.db, id: run }, { db: again.db, id: other });
      rows += found.rows;
      if (found.differences.length === 0) continue;
      const by = machineOf(again, other);
      faults.push(
        `run ${run} of unit ${unit.id.slice(0, 12)} is not the same by ${machine} and by ${by}: ${found.differences.map(differenceWords).join('; ')}`,
      );
    }
  }
  if (faults.length > 0) throw new RunError(faults.join('; '));
  how.observer.note(
    `${several(namesOf(units), 'unit')} trained again: ${several(rows, 'row')}, all the same`,
  );
}

function namesOf(units: readonly Audited[]): number {
  return new Set(units.map(({ id }) => id)).size;
}

function auditedUnits(store: Store, id: number, backend: string, audited: number): Audited[] {
  const states = new Map(runStates(store.db, id).map((run) => [run.id, run]));
  const runAt = store.db.prepare<[number, number, number], { id: number; machine: string | null }>(
    'select id, machine from runs where experiment_id = ? and population = ? and member = ?',
  );
  return unitsOfExperiment(store.db, id, backend).flatMap((unit): Audited[] => {
    if (!isAudited(unit, audited)) return [];
    const runs = unit.members.map((member) => {
      const run = runAt.get(id, unit.population, member)!;
      return { ...run, member, state: states.get(run.id)! };
    });
    if (!runs.every(({ state }) => isOver(state))) return [];
    const alike = groupBy(runs, ({ state }) => String(state.budgetShare));
    return [...alike.values()].map((own) => ({
      ...unit,
      members: own.map(({ member }) => member),
      runs: own.map(({ state, ...run }) => ({ ...run, isDropped: state.status === 'dropped' })),
      share: own[0]!.state.budgetShare,
    }));
  });
}

function machineOf({ db }: Store, run: number): string | null {
  return (
    db.prepare<[number], string | null>('select machine from runs where id = ?').pluck().get(run) ?? null
  );
}
