import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import {
  joinExperiments,
  joinedId,
  type NamedExperiment,
  readResults,
  resolvePath,
  type TakenOfRuns,
} from '../../store/index.ts';
import { nearPath } from '../../text/db-flag.ts';
import { type FoundExperiment, findExperiment } from '../find-experiment.ts';
import { titleOrNumber } from '../title-or-number.ts';
import { refuseIncomparable } from './differences.ts';
import { joinedConfig } from './joined-config.ts';
import type { OverExperiment } from './over.ts';

/** Which experiments of which results files. */
export interface WantedExperiments {
  /**
   * Paths. With one, all experiments are of it; with several and one experiment (or none), that is of each; else there are
   * as many experiments as files, the first of the first.
   */
  readonly files: readonly string[];
  /** Ids or titles. Default: of each file the newest with runs that ended. */
  readonly experiments?: readonly (number | string)[] | undefined;
}

/** What is read of them, and which where none is named. */
export interface ReadingOptions {
  /** Default: what scores come from. */
  readonly taken?: TakenOfRuns;
  /** Default: {@link findExperiment}. */
  readonly find?: (db: Database, wanted?: number | string) => FoundExperiment;
}

/** An experiment in its own file. */
export interface ChosenExperiment {
  readonly db: Database;
  readonly id: number;
}

/**
 * Reads one experiment, or several as one, which stands in memory: the files stay as they are.
 *
 * @param work is given the database and the id of what is to be shown, and where that comes from.
 * @throws UsageError for a file or an experiment that is not there, one that is named twice, and what contradicts.
 */
export function readExperiments<T>(
  wanted: WantedExperiments,
  work: (db: Database, id: number, chosen: readonly ChosenExperiment[]) => T | Promise<T>,
  { taken = 'scores', find = findExperiment }: ReadingOptions = {},
): Promise<T> {
  const pairs = pairsOf(wanted);
  const files = [...new Set(pairs.map(({ file }) => file))];
  return readAll(files, [], async (opened) => {
    const named = pairs.map(({ file, experiment }) => {
      const db = opened[files.indexOf(file)]!;
      if (pairs.length > 1) refuseOptimizer(db, experiment);
      return { file, db, ...find(db, experiment) };
    });
    if (named.length === 1) return work(named[0]!.db, named[0]!.id, named);
    const inFile = (file: string): string => (files.length === 1 ? '' : ` of "${nearPath(file)}"`);
    const parts = named.map((each): NamedExperiment & OverExperiment => ({
      ...each,
      ...begunAs(each),
      file: nearPath(each.file),
      name: `experiment ${each.id}${inFile(each.file)}`,
    }));
    refuseRepeated(parts);
    refuseIncomparable(parts);
    const joined = joinExperiments(parts, {
      title: [...new Set(parts.map(titleOrNumber))].join(' + '),
      config: joinedConfig(
        parts,
        parts.map(({ db: _, name: __, ...over }) => over),
      ),
      taken,
    });
    try {
      return await work(joined, joinedId, named);
    } finally {
      joined.close();
    }
  });
}

/** How an experiment was begun. */
function begunAs({ db, id }: ChosenExperiment): Omit<OverExperiment, 'file' | 'id' | 'title'> {
  return db
    .prepare<[number], Omit<OverExperiment, 'file' | 'id' | 'title'>>(
      'select command, version, created_at as createdAt, host_json as host from experiments where id = ?',
    )
    .get(id)!;
}

/** Files, each with an experiment of it. */
function pairsOf({ files, experiments = [] }: WantedExperiments): {
  readonly file: string;
  readonly experiment: number | string | undefined;
}[] {
  const count = Math.max(files.length, experiments.length);
  if (![0, 1, count].includes(experiments.length) || ![1, count].includes(files.length)) {
    throw new UsageError(
      `--db names ${files.length} files and --experiment ${experiments.length} experiments: which is of which cannot be said; name one of each file, in their order, or one for all`,
    );
  }
  return Array.from({ length: count }, (_, at) => ({
    file: resolvePath(files[files.length === 1 ? 0 : at]!),
    experiment: experiments[experiments.length === 1 ? 0 : at],
  }));
}

/** Opens all files, each within the one before, and closes them when the work is done. */
function readAll<T>(
  files: readonly string[],
  opened: readonly Database[],
  work: (opened: readonly Database[]) => Promise<T>,
): Promise<T> {
  const [file, ...others] = files;
  if (file === undefined) return work(opened);
  return readResults(file, (db) => readAll(others, [...opened, db], work));
}

/** Words behind `--experiment` are experiments, also where a user meant an optimizer by one. */
function refuseOptimizer(db: Database, name: number | string | undefined): void {
  const found = db
    .prepare(
      'select 1 from runs where optimizer = @name collate nocase and @name not in (select title from experiments) limit 1',
    )
    .get({ name: String(name) });
  if (found === undefined) return;
  throw new UsageError(`no experiment "${name}", which is an optimizer; name optimizers before --experiment`);
}

function refuseRepeated(parts: readonly NamedExperiment[]): void {
  const double = parts.find(
    ({ db, id }, at) => parts.findIndex((each) => each.db === db && each.id === id) < at,
  );
  if (double === undefined) return;
  throw new UsageError(`${double.name} is named twice; name each experiment once`);
}
