import type { Database } from 'better-sqlite3';
import { startBackend, stoppingBackends } from '../backends/index.ts';
import { UsageError } from '../errors.ts';
import { giveWay } from '../give-way.ts';
import type { StudyPointRow } from '../results/index.ts';
import {
  describeHost,
  newestOf,
  patiently,
  type Store,
  studyPointsOf,
  waitsForLock,
  waitsForWriter,
  writeResults,
} from '../store/index.ts';
import type { Ask, MeasuredPoint, StudyPoint } from '../studies/index.ts';
import { auto } from '../sweep/run/auto-backend.ts';
import { onCpu } from '../sweep/run/choose-backend.ts';
import { describeVersion } from '../version.ts';
import { type ClaimConfig, configOfClaim, fingerprintOf } from './claim-config.ts';
import type { Claim } from './claim-file.ts';
import type { ClaimOptions, ClaimResult } from './claim-options.ts';
import { trainFor } from './train-for-claim.ts';

/** A line of the figure, by one seed: what is written in one transaction. */
interface Unit {
  readonly series: string;
  readonly seed: number;
}

/**
 * Measures what a claim is about, as an experiment of its own. An experiment with the same settings that the file has
 * already is gone on with: what it lacks is added.
 *
 * @throws UsageError for seeds of a study that draws nothing; RunError if the file cannot be written.
 */
export function runClaim(claim: Claim, options: ClaimOptions): Promise<ClaimResult> {
  const { db, wait, signal, observer } = options;
  const { entry } = claim;
  if ('measure' in entry && entry.drawsNothing && claim.seeds !== 1)
    throw new UsageError(`${entry.name} draws nothing, so one seed says all; leave --seeds out`);
  return stoppingBackends(async () => {
    const trained = await trainFor(claim, options);
    if (trained.interrupted) return { experiment: Object.values(trained.experiments)[0]!, interrupted: true };
    const onWait = () => observer.note(waitsForWriter);
    return writeResults(db, { wait, onWait, signal }, (store) =>
      measureIn(store, claim, trained.experiments, options),
    );
  });
}

async function measureIn(
  store: Store,
  claim: Claim,
  experiments: Readonly<Record<string, number>>,
  { backend: asked, plugins, command, signal, observer, begun, measured }: ClaimOptions,
): Promise<ClaimResult> {
  const { entry, settings } = claim;
  // For a few numbers no GPU would be worth its start.
  const onTensors = 'measure' in entry && entry.onTensors === true;
  const backend = onTensors ? (asked === auto ? onCpu : asked) : null;
  const config = configOfClaim(claim, { backend, plugins, experiments });
  const writing = <T>(write: () => T): Promise<T> => patiently(write, () => observer.note(waitsForLock));
  const experiment = await writing(() => experimentOf(store, config, command));
  begun();
  const units = unitsLeft(store.db, experiment, claim);
  if (units.length > 0 && backend !== null) await startBackend(backend);
  const summary =
    units.length > 0 && 'summarise' in entry
      ? entry.summarise({ ask: asker(store.db, entry.name), experiments, settings })
      : [];
  for (const [index, unit] of units.entries()) {
    const points =
      'measure' in entry
        ? await unlessStopped({ ...unit, settings, signal }, entry)
        : pointsOf(summary, unit);
    if (points === undefined) return { experiment, interrupted: true };
    await writing(() => store.writeStudyPoints(experiment, rowsOf(entry.name, unit, points)));
    measured(unit.series, unit.seed, (index + 1) / units.length);
  }
  return { experiment, interrupted: false };
}

type Measured = Extract<Claim['entry'], { measure: unknown }>;

/** What is measured; undefined where the signal has come first. */
async function unlessStopped(
  asked: Parameters<Measured['measure']>[0],
  entry: Measured,
): Promise<readonly MeasuredPoint[] | undefined> {
  try {
    await giveWay(asked.signal);
    return await entry.measure(asked);
  } catch (error) {
    if (asked.signal.aborted) return undefined;
    throw error;
  }
}

function pointsOf(points: readonly StudyPoint[], { series, seed }: Unit): readonly MeasuredPoint[] {
  return points.filter((point) => point.series === series && point.seed === seed);
}

/** @throws UsageError where there is nothing, for the study would never be complete. */
function rowsOf(study: string, { series, seed }: Unit, points: readonly MeasuredPoint[]): StudyPointRow[] {
  if (points.length === 0)
    throw new UsageError(`the study ${study} has measured nothing of "${series}" by seed ${seed}`);
  return points.map(({ x, y }) => ({ study, series, seed, x, y: Number.isFinite(y) ? y : null }));
}

/** The experiment that the points belong to, begun where the file has none with these settings. */
function experimentOf(store: Store, config: ClaimConfig, command: string): number {
  const version = describeVersion();
  const fingerprint = fingerprintOf(config, version);
  const found = newestOf(store.db, fingerprint);
  if (found === undefined)
    return store.createExperiment({
      title: `study ${config.study}`,
      ...{ command, config, fingerprint, version },
      host: describeHost(),
      runs: [],
    }).experimentId;
  const { seeds } = JSON.parse(found.configJson) as ClaimConfig;
  store.extendExperiment(found.id, { ...config, seeds: Math.max(seeds, config.seeds) }, []);
  return found.id;
}

/** What the file does not have yet, seed by seed. */
export function unitsLeft(
  db: Database,
  experiment: number,
  { entry, settings, seeds }: Pick<Claim, 'entry' | 'settings' | 'seeds'>,
): Unit[] {
  const known = new Set(studyPointsOf(db, experiment).map(({ series, seed }) => `${seed} ${series}`));
  return Array.from({ length: seeds }, (_, index) => index + 1)
    .flatMap((seed) => entry.series(settings).map((series) => ({ series, seed })))
    .filter(({ series, seed }) => !known.has(`${seed} ${series}`));
}

/** @throws UsageError for a statement that cannot be run: that is the study's mistake, and nothing is wrong with the file. */
function asker(db: Database, study: string): Ask {
  return <Row extends object>(sql: string, ...parameters: (string | number)[]) => {
    try {
      return db.prepare<(string | number)[], Row>(sql).all(...parameters);
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_ERROR') throw error;
      throw new UsageError(
        `the study ${study} cannot ask the results file "${sql}": ${(error as Error).message}`,
      );
    }
  };
}
