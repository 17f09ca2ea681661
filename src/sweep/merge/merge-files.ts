import { UsageError } from '../../errors.ts';
import {
  type FoundExperiment,
  patiently,
  readExperiment,
  readResults,
  resolvePath,
  type Store,
  waitsForLock,
  waitsForWriter,
  writeResults,
} from '../../store/index.ts';
import { type Completeness, completenessOf } from './missing-runs.ts';
import { placeExperiment } from './place-experiment.ts';

/** What is put together, and where. */
export interface MergeOptions {
  /** The results file that takes everything; it is made where there is none. */
  readonly into: string;
  /** Which stay as they are. */
  readonly files: readonly string[];
  /** Whether to wait while another process writes to `into`. Default false. */
  readonly wait?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told what it waits for. */
  readonly note?: ((line: string) => void) | undefined;
}

/** What came of a file. */
export interface MergedFile {
  readonly path: string;
  readonly experiments: number;
  /** Runs that were new, or had come further than what was there. */
  readonly runsTaken: number;
}

/** An experiment that has got something, or had it already. */
export interface MergedWhole extends Completeness {
  readonly id: number;
  readonly title: string;
}

export interface MergeAccount {
  /** Absolute path of the file that everything is in now. */
  readonly into: string;
  readonly files: readonly MergedFile[];
  readonly experiments: readonly MergedWhole[];
}

/**
 * Puts results files together: shards of an experiment, and experiments that were never one. Each run is taken once, from
 * whoever has come further with it, so merging again changes nothing and a shard may be merged before it has ended. Each
 * file is taken in one transaction.
 *
 * @throws UsageError for a file that is none of ours or contradicts what is there; what was merged before it stays.
 * @throws RunError if `into` cannot be written.
 */
export async function mergeFiles({
  into,
  files,
  wait = false,
  signal = new AbortController().signal,
  note = () => {},
}: MergeOptions): Promise<MergeAccount> {
  refuseRepeated(into, files);
  // Nothing is made before it is known that all files are there.
  for (const file of files) await readResults(file, () => {}, 'nothing');
  return writeResults(into, { wait, signal, onWait: () => note(waitsForWriter) }, async (store) => {
    const merged: MergedFile[] = [];
    const ids = new Set<number>();
    for (const path of files) {
      signal.throwIfAborted();
      merged.push(await mergeFile(store, path, ids, note));
    }
    const experiments = [...ids]
      .sort((a, b) => a - b)
      .map((id) => readExperiment(store.db, id)!)
      .map((found: FoundExperiment) => ({
        id: found.id,
        title: found.title,
        ...completenessOf(store.db, found),
      }));
    return { into: store.path, files: merged, experiments };
  });
}

async function mergeFile(
  store: Store,
  path: string,
  ids: Set<number>,
  note: (line: string) => void,
): Promise<MergedFile> {
  const experiments = await readResults(
    path,
    (db) =>
      patiently(
        () => store.merge(db, (given, there) => placeExperiment(given, there, path)),
        () => note(waitsForLock),
      ),
    'whole',
  );
  for (const { id } of experiments) ids.add(id);
  const runsTaken = experiments.reduce((sum, each) => sum + each.runsTaken, 0);
  return { path, experiments: experiments.length, runsTaken };
}

function refuseRepeated(into: string, files: readonly string[]): void {
  const known = new Map([[resolvePath(into), into]]);
  for (const file of files) {
    const path = resolvePath(file);
    const before = known.get(path);
    known.set(path, file);
    if (before === undefined) continue;
    throw new UsageError(
      before === into && !files.slice(0, files.indexOf(file)).includes(into)
        ? `"${file}" is the file to merge into, and is to be merged as well; leave it out after the first place`
        : `"${file}" is named twice; name each file once`,
    );
  }
}
