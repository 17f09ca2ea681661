import type { Database } from 'better-sqlite3';
import { RandomStream } from '../../random.ts';
import { several } from '../../several.ts';
import type { TrainedRun } from '../../sweep/run/trained-run.ts';
import { type AgainOptions, planOfRun, trainedAgain } from '../../sweep/run/verify-run.ts';
import type { ParameterLayout } from '../../tensors/parameter-layout.ts';
import { squareDomain } from '../../test-functions/index.ts';
import { formatSeconds } from '../../text/format.ts';
import { gridPoints } from '../grid.ts';
import { filterNormalizedDirection } from './filter-normalized.ts';
import { FrozenLoss } from './frozen-loss.ts';
import { heldShare, type Plane, parametersAt, projected } from './plane.ts';
import type { PolicyMap, PolicyMapSettings } from './policy-map.ts';
import { principalDirections } from './principal-directions.ts';
import { retrace } from './retrace.ts';

/** A map that is in no file yet. Plain data. */
export type PolicyMeasurement = Omit<PolicyMap, 'id' | 'experiment'>;

/** How far the map of a path reaches beyond its farthest point. */
const beyondPath = 1.2;

/**
 * Trains a run again and measures the loss of its policy over a plane. The plugins of its experiment have to be loaded.
 *
 * @param tell told a line at a time what is done.
 * @returns undefined if the signal asked for an end.
 * @throws UsageError if the path spans no plane; RunError if the run trained again is not the same.
 */
export async function measurePolicy(
  db: Database,
  run: TrainedRun,
  settings: PolicyMapSettings,
  how: Omit<AgainOptions, 'memberObserver'>,
  tell: (line: string) => void,
): Promise<PolicyMeasurement | undefined> {
  const { signal } = how;
  const since = timer();
  const retraced = await retrace(db, run, settings.stations, how);
  if (retraced === undefined) return undefined;
  const { verification } = retraced;
  tell(`${trainedAgain(verification)}: ${several(verification.rows, 'row')}, all the same, ${since()}`);

  const loss = new FrozenLoss(planOfRun(run).population, retraced.batch, retraced.path[0]!.parameters);
  const stations = retraced.path.map(({ parameters }) => parameters);
  const { plane, componentShares } = planeOf(stations, loss.layout, settings);
  const places = stations.map((parameters) => projected(plane, parameters));
  const farthest = Math.max(...places.flat().map(Math.abs));
  const reach = settings.reach ?? (settings.directions === 'random' ? 1 : beyondPath * farthest);
  const domain = squareDomain(reach);
  const grid = gridPoints(domain, settings.side);
  const onPlane = [...grid, ...places];
  const count = onPlane.length + stations.length;
  tell(`now the loss at ${several(count, 'point')} on ${several(loss.rows, 'row')}`);
  const measured = timer();
  const losses = await loss.at(
    count,
    (point) => stations[point - onPlane.length] ?? parametersAt(plane, onPlane[point]!),
    signal,
  );
  if (signal.aborted) return undefined;
  tell(`the loss at ${several(count, 'point')}, ${measured()}`);

  return {
    run,
    directions: settings.directions,
    seed: settings.directions === 'random' ? settings.seed : null,
    reach,
    grid: { side: settings.side, domain, values: losses.slice(0, grid.length) },
    path: retraced.path.map(({ update }, index) => ({
      update,
      at: places[index]!,
      planeLoss: losses[grid.length + index]!,
      loss: losses[onPlane.length + index]!,
    })),
    batchRows: loss.rows,
    pathShare: heldShare(plane, stations),
    componentShares,
  };
}

function planeOf(
  path: readonly Float32Array[],
  layout: ParameterLayout,
  { directions, seed }: PolicyMapSettings,
): { plane: Plane; componentShares: PolicyMap['componentShares'] } {
  const origin = path.at(-1)!;
  if (directions === 'path') {
    const found = principalDirections(path);
    return { plane: { origin, directions: found.directions }, componentShares: found.shares };
  }
  const drawn = (place: number) =>
    filterNormalizedDirection(layout, origin, RandomStream.of(seed, 'loss-map', 'direction', place));
  return { plane: { origin, directions: [drawn(0), drawn(1)] }, componentShares: null };
}

/** A watch that says how long it has run. */
function timer(): () => string {
  const begun = performance.now();
  return () => formatSeconds((performance.now() - begun) / 1000);
}
