import { join } from 'node:path';
import { RunError, TrainingFailedError } from '../../errors.ts';
import { several } from '../../several.ts';
import {
  compareRuns,
  hasEnded,
  openStore,
  readExperiment,
  runStates,
  type Store,
} from '../../store/index.ts';
import { inTemporaryFolder } from '../../temporary-folder.ts';
import { inOneProcess } from '../cost/divide-work.ts';
import { chosenMembers } from '../plan/chosen-members.ts';
import type { OpenQueue } from '../queue/open-queue.ts';
import { unitsOfExperiment } from '../queue/units-left.ts';
import type { Unit } from '../units/unit.ts';
import { differenceWords } from './difference-words.ts';
import { createExperiment } from './experiment.ts';
import { configOf } from './saved-config.ts';
import { allOf } from './sweep-observer.ts';
import { trainExperiment } from './train-experiment.ts';
import type { HowToTrain } from './using-queue.ts';

/** A unit, and its runs in the results file. */
interface Audited extends Unit {
  readonly runs: readonly { readonly id: number; readonly machine: string | null }[];
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
  note(
    `${several(units.length, 'unit')} of experiment ${id} ${units.length === 1 ? 'is' : 'are'} trained again by other agents`,
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
    populations: units.map(({ population, members }) => {
      const planned = populations[population]!;
      return chosenMembers(
        planned,
        planned.population.members.map((_, member) => members.includes(member)),
      );
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
    for (const { id: run, machine } of unit.runs) {
      const other = runsAgain.shift()!;
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
  how.observer.note(`${several(units.length, 'unit')} trained again: ${several(rows, 'row')}, all the same`);
}

function auditedUnits(store: Store, id: number, backend: string, share: number): Audited[] {
  const ended = new Set(
    runStates(store.db, id)
      .filter(hasEnded)
      .map((run) => run.id),
  );
  const runAt = store.db.prepare<[number, number, number], { id: number; machine: string | null }>(
    'select id, machine from runs where experiment_id = ? and population = ? and member = ?',
  );
  return unitsOfExperiment(store.db, id, backend).flatMap((unit) => {
    if (!isAudited(unit, share)) return [];
    const runs = unit.members.map((member) => runAt.get(id, unit.population, member)!);
    return runs.every((run) => ended.has(run.id)) ? [{ ...unit, runs }] : [];
  });
}

function machineOf({ db }: Store, run: number): string | null {
  return (
    db.prepare<[number], string | null>('select machine from runs where id = ?').pluck().get(run) ?? null
  );
}
