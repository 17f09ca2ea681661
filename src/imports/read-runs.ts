import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import { userFile } from '../user-file.ts';
import { about } from './damage.ts';
import { type FactOptions, foreignRun } from './facts.ts';
import { csvRows } from './files/csv.ts';
import { evaluationsIn } from './files/evaluations.ts';
import { runInEvents } from './files/events.ts';
import { jsonRows } from './files/json.ts';
import { episodesOf, monitorIn } from './files/monitor.ts';
import { runsInTable } from './files/table.ts';
import type { ForeignRun, RunPart, Told } from './foreign-run.ts';
import { usualTags } from './tags.ts';
import { toldByArguments, toldByPath, toldOver } from './told.ts';

/** How files are read. */
export interface ReadOptions extends FactOptions {
  /** The column of environment steps of tables. */
  readonly step?: string | undefined;
  /** What the ends of paths tell, see `namesBy`. */
  readonly names?: string | undefined;
  /** What a user says of all runs; it goes over what files tell. */
  readonly said: Told;
}

/** So that a wrong folder is told of, and not searched for minutes. */
const mostFiles = 20_000;
const deepest = 12;

type Kind = 'events' | 'monitor' | 'evaluations' | 'progress' | 'arguments' | 'csv' | 'json';

/** By the names of files, the first that fits. */
const kinds: readonly (readonly [Kind, RegExp])[] = [
  ['events', /^events\.out\.tfevents\./],
  ['monitor', /^(?:.*\.)?monitor\.csv$/],
  ['evaluations', /\.npz$/],
  ['progress', /^progress\.csv$/],
  ['arguments', /^args\.yml$/],
  ['csv', /\.csv$/i],
  ['json', /\.(json|jsonl|ndjson)$/i],
];

/** What stands in folders by the names of tools; other tables have to be named. */
const inFolders: ReadonlySet<Kind | undefined> = new Set<Kind>([
  'events',
  'monitor',
  'evaluations',
  'progress',
  'arguments',
]);

/**
 * The runs of files and folders. Of a folder every folder in it that holds event files, monitors, `evaluations.npz` or `progress.csv`
 * is a run; a table that is named may hold several.
 *
 * @throws UsageError for a path that leads nowhere, a damaged file, and where nothing is found.
 */
export function readRuns(paths: readonly string[], options: ReadOptions): ForeignRun[] {
  const runs = paths.flatMap((path) => about(path, () => runsOf(path, options)));
  const sources = runs.map(({ source }) => source);
  const twice = sources.find((source, at) => sources.indexOf(source) < at);
  if (twice !== undefined)
    throw new UsageError(`${JSON.stringify(twice)} is named twice; name each file once`);
  return runs;
}

function runsOf(path: string, options: ReadOptions): ForeignRun[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError('there is no such file');
  if (!found.isDirectory()) return runsInFiles(dirname(path), [path], options, path);
  const files = filesUnder(path, 0).filter((file) => inFolders.has(kindOf(file)));
  const folders = [...groupBy(files, (file) => folderOf(file))];
  const runs = folders.filter(([, own]) => own.some((file) => kindOf(file) !== 'arguments'));
  if (runs.length === 0) {
    throw new UsageError(
      'it has no event files of TensorBoard, monitor.csv, progress.csv or evaluations.npz; name a table by its own path',
    );
  }
  return runs.flatMap(([folder, own]) => about(folder, () => runsInFiles(folder, own, options, folder)));
}

/** Arguments stand in a folder within that of their run (`CartPole-v1_1/CartPole-v1/args.yml`). */
function folderOf(file: string): string {
  return kindOf(file) === 'arguments' ? dirname(dirname(file)) : dirname(file);
}

function filesUnder(folder: string, depth: number): string[] {
  if (depth > deepest) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path, depth + 1);
    return entry.isFile() ? [path] : [];
  });
  if (files.length > mostFiles)
    throw new UsageError(`it holds more than ${mostFiles} files; name the folders of runs`);
  return files;
}

function kindOf(path: string): Kind | undefined {
  return kinds.find(([, pattern]) => pattern.test(basename(path)))?.[0];
}

/** @param where for the names of the runs: their folder, or the one file that is named. */
function runsInFiles(
  folder: string,
  files: readonly string[],
  options: ReadOptions,
  where: string,
): ForeignRun[] {
  const parts = files.flatMap((file) => partsIn(file, options));
  const monitors = files
    .filter((file) => kindOf(file) === 'monitor')
    .map((file) => about(file, () => monitorIn(textOf(file))));
  if (monitors.length > 0) {
    const told = toldOver(...monitors.map((each) => each.told));
    parts.push({ name: '', told, points: [], episodes: episodesOf(monitors), evaluations: [] });
  }
  const runs = groupBy(parts, ({ name }) => name);
  const isTable = files.length === 1 && ['csv', 'json'].includes(kindOf(files[0]!) ?? '');
  const byFolder = isTable && options.names === undefined ? {} : toldByPath(folder, options.names);
  return [...runs].map(([name, own]) => {
    const named = name === '' || !isTable ? {} : toldByPath(name, undefined);
    const told = toldOver(byFolder, named, ...own.map((each) => each.told), options.said);
    const source = name === '' ? where : `${where}: ${name}`;
    return foreignRun(source, own, told, options);
  });
}

function partsIn(file: string, options: ReadOptions): RunPart[] {
  const nothing = { name: '', told: {}, points: [], episodes: [], evaluations: [] };
  const wanted = [
    ...[options.evaluations, options.episodes].filter((tag) => tag !== undefined),
    ...usualTags.evaluations,
    ...usualTags.episodes,
  ];
  const table = { step: options.step, wanted };
  const readers: Readonly<Record<Kind, () => RunPart[]>> = {
    events: () => [runInEvents(userFile(file))],
    monitor: () => [],
    evaluations: () => [{ ...nothing, evaluations: evaluationsIn(userFile(file)) }],
    progress: () =>
      runsInTable(csvRows(textOf(file)), { ...table, step: undefined }).map((part) => ({
        ...part,
        name: '',
      })),
    arguments: () => [{ ...nothing, told: toldByArguments(textOf(file)) }],
    csv: () => runsInTable(csvRows(textOf(file)), table),
    json: () => runsInTable(jsonRows(textOf(file)), table),
  };
  const kind = kindOf(file);
  if (kind !== undefined) return about(file, readers[kind]);
  throw new UsageError(
    'it is no file that is known by its name: events.out.tfevents.…, monitor.csv, evaluations.npz, or a table that ends in .csv, .json or .jsonl',
  );
}

function textOf(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(userFile(path));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('it is no text in UTF-8');
  }
}
